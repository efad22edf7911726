using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>An approval as a question to a client's user, in the words of MCP's elicitation, and the answer to it.</summary>
internal static class ApprovalQuestion
{
    private const int LongestShown = 2000;

    /// <summary>Whether a client with these capabilities can show a form to its user. One that declares nothing closer can.</summary>
    public static bool CanAsk(ReadOnlyMemory<byte> capabilities)
    {
        var elicitation = RawJson.Member(capabilities, "elicitation");
        return !elicitation.IsEmpty && elicitation.Span[0] == '{' && (!RawJson.Member(elicitation, "form").IsEmpty || RawJson.Member(elicitation, "url").IsEmpty);
    }

    /// <summary>Whether the operator lets this client's user answer. With keys configured a client speaks for an agent, and a person has to prove more than that.</summary>
    /// <exception cref="RegistryException">Nobody can say whether keys are configured.</exception>
    public static async ValueTask<bool> MayAskAsync(Exchange exchange, GatewayServices services, GatewayOptions options, CancellationToken ct) => options.ElicitApprovals switch
    {
        ElicitMode.Never => false,
        ElicitMode.Always => true,
        _ => exchange.Session.Caller.Proof == CallerProof.Process && !await services.Keys.AnyAsync(ct).ConfigureAwait(false),
    };

    /// <summary>Writes the members of <c>elicitation/create</c>'s parameters.</summary>
    public static void Write(Utf8JsonWriter json, Approval asked)
    {
        json.WriteString("message"u8, $"PolicyGuard holds a call back until you decide. Agent `{asked.Agent}`: {asked.Reason}. Arguments: {Shown(asked.ArgumentsJson)}");
        json.WriteStartObject("requestedSchema"u8);
        json.WriteString("type"u8, "object"u8);
        json.WriteStartObject("properties"u8);
        json.WriteStartObject("approve"u8);
        json.WriteString("type"u8, "boolean"u8);
        json.WriteString("title"u8, "Let this one call run"u8);
        json.WriteBoolean("default"u8, false);
        json.WriteEndObject();
        json.WriteStartObject("note"u8);
        json.WriteString("type"u8, "string"u8);
        json.WriteString("title"u8, "Note for the agent and the log"u8);
        json.WriteNumber("maxLength"u8, ApprovalDesk.MaxNote);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("required"u8);
        json.WriteStringValue("approve"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Takes the user's answer. One that was dismissed, or is no answer, leaves the approval open for another way.</summary>
    /// <param name="desk">Where approvals are answered.</param>
    /// <param name="caller">The client's caller.</param>
    /// <param name="approval">The approval.</param>
    /// <param name="answer">The raw result of the elicitation.</param>
    /// <param name="ct">Cancels.</param>
    public static async ValueTask TakeAsync(ApprovalDesk desk, Caller caller, string approval, ReadOnlyMemory<byte> answer, CancellationToken ct)
    {
        if (RawJson.Text(RawJson.Member(answer, "action")) is not ("accept" or "decline"))
        {
            return;
        }

        var content = RawJson.Member(answer, "content");
        var yes = RawJson.Text(RawJson.Member(answer, "action")) == "accept" && RawJson.Member(content, "approve").Span.SequenceEqual("true"u8);
        var note = RawJson.Text(RawJson.Member(content, "note"));
        await desk.AnswerAsync(
            Actor.Elicited(caller), approval, yes, string.IsNullOrWhiteSpace(note) ? null : note[..Math.Min(note.Length, ApprovalDesk.MaxNote)], null, ct).ConfigureAwait(false);
    }

    private static string Shown(string text) => text.Length <= LongestShown ? text : $"{text.AsSpan(0, LongestShown)}… ({text.Length} characters)";
}
