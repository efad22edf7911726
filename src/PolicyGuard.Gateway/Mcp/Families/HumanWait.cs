using System.Globalization;
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

        if (!_asked && services.Approvals is { } desk && CanAsk() && await ApprovalQuestion.MayAskAsync(exchange, services, options, ct).ConfigureAwait(false))
        {
            _asked = true;
            _ = AskAsync(desk, asked, ct);
        }
    }

    private bool CanAsk() => !exchange.Session.IsShared && ApprovalQuestion.CanAsk(RawJson.Member(exchange.Session.Greeting, "capabilities"));

    private async Task AskAsync(ApprovalDesk desk, Approval asked, CancellationToken ct)
    {
        var id = Ids.New("q");
        var key = new RawId(JsonSplice.Quote(id));
        var question = new Question(null, default);
        exchange.Session.Questions[key] = question;
        try
        {
            await exchange.Client.OnMessageAsync(OwnMessages.Request(id, RpcMethods.ElicitationCreate, Era.Legacy, json => ApprovalQuestion.Write(json, asked)), ct).ConfigureAwait(false);
            var answer = await question.Answer.WaitAsync(ct).ConfigureAwait(false);
            if (answer.Kind == RpcKind.Result)
            {
                await ApprovalQuestion.TakeAsync(desk, exchange.Session.Caller, asked.Id, answer.Result, ct).ConfigureAwait(false);
            }
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
