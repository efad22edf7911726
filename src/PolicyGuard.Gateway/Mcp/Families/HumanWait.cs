using System.Globalization;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Keeps a client patient while its call waits for a human: progress where it gave a token, an open stream where it reads one, and, where
/// it can ask its user and the operator lets it, the question itself.
/// </summary>
internal sealed class HumanWait(Exchange exchange, GatewayServices services, GatewayOptions options) : IApprovalWait
{
    // Clients that hear nothing give up after 60 s, most of them; they should get our answer before that.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(50);
    private bool _asked;

    /// <inheritdoc/>
    public TimeSpan Patience => exchange.Message.ProgressToken.IsEmpty || !exchange.Client.Reaches ? Silent : TimeSpan.MaxValue;

    /// <inheritdoc/>
    public async ValueTask OnWaitingAsync(Approval asked, TimeSpan waited, CancellationToken ct)
    {
        if (!exchange.Client.Reaches)
        {
            return;
        }

        if (exchange.Message.ProgressToken.IsEmpty)
        {
            await exchange.Client.OnOpenAsync(ct).ConfigureAwait(false);
        }
        else
        {
            await exchange.Client.OnMessageAsync(Progress(asked, waited), ct).ConfigureAwait(false);
        }

        if (!_asked && services.Approvals is { } desk && CanAsk() && await MayAskAsync(ct).ConfigureAwait(false))
        {
            _asked = true;
            _ = AskAsync(desk, asked, ct);
        }
    }

    // With keys configured a client speaks for an agent, and a person has to prove more than that.
    private async ValueTask<bool> MayAskAsync(CancellationToken ct) => options.ElicitApprovals switch
    {
        ElicitMode.Never => false,
        ElicitMode.Always => true,
        _ => exchange.Session.Caller.Proof == CallerProof.Process && !await services.Keys.AnyAsync(ct).ConfigureAwait(false),
    };

    private bool CanAsk() =>
        !exchange.Session.IsShared
        && RawJson.Member(RawJson.Member(exchange.Session.Greeting, "capabilities"), "elicitation") is { IsEmpty: false } elicitation && elicitation.Span[0] == '{';

    private async Task AskAsync(ApprovalDesk desk, Approval asked, CancellationToken ct)
    {
        var id = Ids.New("q");
        var key = new RawId(JsonSplice.Quote(id));
        var question = new Question(null, default);
        exchange.Session.Questions[key] = question;
        try
        {
            await exchange.Client.OnMessageAsync(OwnMessages.Request(id, RpcMethods.ElicitationCreate, Era.Legacy, json => Write(json, asked)), ct).ConfigureAwait(false);
            var answer = await question.Answer.WaitAsync(ct).ConfigureAwait(false);
            if (answer.Kind != RpcKind.Result || RawJson.Text(RawJson.Member(answer.Result, "action")) is not ("accept" or "decline"))
            {
                // Dismissed, or not asked at all: the approval stays open for another way of answering.
                return;
            }

            var content = RawJson.Member(answer.Result, "content");
            var yes = RawJson.Member(content, "approve").Span.SequenceEqual("true"u8);
            var note = RawJson.Text(RawJson.Member(content, "note"));
            await desk.AnswerAsync(
                Actor.Elicited(exchange.Session.Caller), asked.Id, yes, string.IsNullOrWhiteSpace(note) ? null : note[..Math.Min(note.Length, ApprovalDesk.MaxNote)], null, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller left.
        }
        catch (Exception fault)
        {
            services.OnFault($"approval {asked.Id}: the client's answer was not taken: {fault.Message}");
        }
        finally
        {
            exchange.Session.Questions.TryRemove(key, out _);
        }
    }

    private static void Write(Utf8JsonWriter json, Approval asked)
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

    private static string Shown(string text) => text.Length <= 2000 ? text : $"{text.AsSpan(0, 2000)}… ({text.Length} characters)";

    // Any upstream counts from 0 or 1 when the call runs at last: what comes before stays below.
    private RpcMessage Progress(Approval asked, TimeSpan waited) => RawJson.Message((byte[])
    [
        .. "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"u8,
        .. exchange.Message.ProgressToken.Span,
        .. ",\"progress\":"u8,
        .. System.Text.Encoding.ASCII.GetBytes((waited.TotalSeconds / 1e6).ToString("0.#########", CultureInfo.InvariantCulture)),
        .. ",\"message\":"u8,
        .. JsonSplice.Quote($"waiting for a human to approve ({asked.Id})"),
        .. "}}"u8,
    ]);
}
