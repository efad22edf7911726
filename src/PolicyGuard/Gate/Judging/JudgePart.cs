using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Gate.Judging;

/// <summary>The part of an entry that says what a judge had to do with it. Its words are masked and bounded; all together stays under 4 KiB.</summary>
internal static class JudgePart
{
    private const int Says = 1024;
    private const int Few = 256;
    private const int MostIndicators = 8;

    /// <summary>Writes <c>judge</c>; nothing where none was asked.</summary>
    public static void Write(CanonicalJsonWriter w, JudgeFacts? facts)
    {
        if (facts is not { Verdict: { } verdict })
        {
            return;
        }

        w.Name("judge").BeginObject();
        if (verdict.IsAnswer && Number(verdict.Confidence) is { } confidence)
        {
            w.Name("confidence").Raw(confidence);
        }

        w.Name("elapsed_ms").Number((long)facts.Elapsed.TotalMilliseconds);
        if (verdict.RiskIndicators.Count > 0)
        {
            w.Name("indicators").BeginArray();
            foreach (var indicator in verdict.RiskIndicators.Take(MostIndicators))
            {
                w.String(EntryParts.Safe(indicator, Few));
            }

            w.EndArray();
        }

        w.Name("method").String(verdict.Method.Name());
        w.Optional("model", verdict.Model is { } model ? EntryParts.Safe(model, Few) : null);
        w.Optional("prompt", verdict.Prompt).Optional("prompt_sha256", verdict.PromptSha256);
        w.Optional("reason", facts.Reason);
        w.Optional("says", EntryParts.Safe(verdict.Reason, Says));
        w.Name("threshold").Raw(Number(facts.Threshold) ?? "1"u8.ToArray());
        w.Name("verdict").String(verdict.Word.Name()).EndObject();
    }

    // What is between 0 and 1 and is rounded so is spelled alike here and in RFC 8785 (ECMAScript's shortest form, no exponent).
    private static byte[]? Number(double value) =>
        value is >= 0 and <= 1 ? System.Text.Encoding.ASCII.GetBytes((Math.Round(value, 6) + 0.0).ToString("0.######", CultureInfo.InvariantCulture)) : null;
}
