using System.Globalization;
using System.Text.Json;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What a judge answered, for a person or a script. Its words are made fit for a terminal: an attacker may have chosen them.</summary>
/// <param name="Settings">The judge.</param>
/// <param name="Verdict">The answer.</param>
/// <param name="Threshold">The confidence that a yes needs.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record JudgeAnswer(JudgeSettings Settings, JudgeVerdict Verdict, double Threshold, TimeSpan Elapsed)
{
    /// <summary>Writes lines.</summary>
    public void Write(TextWriter output)
    {
        var asked = string.Create(CultureInfo.InvariantCulture, $"{SafeText.Of(Verdict.Model ?? Settings.Model)} ({Settings.Provider}), {Elapsed.TotalMilliseconds:0} ms");
        if (!Verdict.IsAnswer)
        {
            output.WriteLine($"no answer: {SafeText.Of(Verdict.Reason)}");
            output.WriteLine($"  asked       {asked}");
            output.WriteLine($"  the gate    asks a human ({Verdict.Objection(Threshold)})");
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Verdict.Word.Name()}, confidence {Verdict.Confidence} (a yes needs {Threshold}): {SafeText.Of(Verdict.Reason, 2000)}"));
        foreach (var risk in Verdict.RiskIndicators)
        {
            output.WriteLine($"  risk        {SafeText.Of(risk, 500)}");
        }

        output.WriteLine($"  asked       {asked}");
        output.WriteLine($"  tokens      {Shown(Verdict.InputTokens)} in, {Shown(Verdict.OutputTokens)} out");
        output.WriteLine($"  prompt      {Verdict.Prompt} {Verdict.PromptSha256}");
        output.WriteLine($"  the gate    {Does()}");
    }

    /// <summary>Writes JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("verdict", Verdict.IsAnswer ? Verdict.Word.Name() : null);
        if (Verdict.IsAnswer && double.IsFinite(Verdict.Confidence))
        {
            json.WriteNumber("confidence", Verdict.Confidence);
        }

        json.WriteNumber("threshold", Threshold);
        json.WriteString("reason", Verdict.Reason);
        json.WriteStartArray("risk_indicators");
        foreach (var risk in Verdict.RiskIndicators)
        {
            json.WriteStringValue(risk);
        }

        json.WriteEndArray();
        json.WriteString("objection", Verdict.Objection(Threshold));
        json.WriteString("method", Verdict.Method.Name());
        json.WriteString("provider", Settings.Provider);
        json.WriteString("model", Verdict.Model ?? Settings.Model);
        json.WriteString("prompt", Verdict.Prompt);
        json.WriteString("prompt_sha256", Verdict.PromptSha256);
        json.WriteNumber("elapsed_ms", (long)Elapsed.TotalMilliseconds);
        Write(json, "input_tokens", Verdict.InputTokens);
        Write(json, "output_tokens", Verdict.OutputTokens);
        json.WriteEndObject();
    }

    private string Does() => Verdict.Objection(Threshold) switch
    {
        null => "lets the call through, where nothing else stands against it",
        var reason when Verdict.Word == JudgeWord.Block => $"refuses the call ({reason})",
        var reason => $"asks a human ({reason})",
    };

    private static string Shown(long? tokens) => tokens?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
