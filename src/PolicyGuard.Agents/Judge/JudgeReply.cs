using System.Text.Json;
using Microsoft.Extensions.AI;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Agents.Judge;

/// <summary>
/// Reads what a model answered: exactly one JSON object with exactly the four members. A model that was talked into something else, or was cut off,
/// gave no answer.
/// </summary>
internal static class JudgeReply
{
    private const int MostCharacters = 16 * 1024;
    private const int MostIndicators = 32;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 3 };
    private static readonly string[] Members = ["confidence", "reason", "risk_indicators", "verdict"];

    /// <summary>The verdict; one without an answer where it cannot be read.</summary>
    public static JudgeVerdict Read(ChatResponse response, string model)
    {
        if (response.FinishReason is { } end && end != ChatFinishReason.Stop)
        {
            return JudgeVerdict.NoAnswer(end == ChatFinishReason.Length ? "its answer was cut off; it may need more tokens" : "it did not finish its answer");
        }

        if (response.Messages.Any(static message => message.Contents.Any(static content => content is FunctionCallContent)))
        {
            return JudgeVerdict.NoAnswer("it called a tool instead of answering");
        }

        return Parse(response.Text) is { } verdict
            ? verdict with
            {
                Model = response.ModelId is { Length: > 0 } own ? own : model, Prompt = JudgePrompt.Version, PromptSha256 = JudgePrompt.Sha256,
                InputTokens = response.Usage?.InputTokenCount, OutputTokens = response.Usage?.OutputTokenCount,
            }
            : JudgeVerdict.NoAnswer("its answer is not one JSON object of the form that was asked for");
    }

    /// <summary>The verdict in a text, or null.</summary>
    public static JudgeVerdict? Parse(string text)
    {
        if (text.Length > MostCharacters)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var answer = document.RootElement;
            return answer.ValueKind == JsonValueKind.Object
                && answer.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal).SequenceEqual(Members, StringComparer.Ordinal)
                && answer.GetProperty("verdict") is { ValueKind: JsonValueKind.String } word
                && answer.GetProperty("confidence") is { ValueKind: JsonValueKind.Number } confidence
                && answer.GetProperty("reason") is { ValueKind: JsonValueKind.String } reason
                && answer.GetProperty("risk_indicators") is { ValueKind: JsonValueKind.Array } indicators
                && indicators.GetArrayLength() <= MostIndicators && indicators.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String)
                    ? new JudgeVerdict
                    {
                        Word = JudgeWords.Read(word.GetString()!),
                        Confidence = confidence.GetDouble(),
                        Reason = reason.GetString()!,
                        RiskIndicators = [.. indicators.EnumerateArray().Select(static one => one.GetString()!)],
                        Method = JudgeMethod.Llm,
                    }
                    : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // InvalidOperationException: half a surrogate pair in a text.
            return null;
        }
    }
}
