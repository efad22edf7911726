using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Ledger;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Results of tasks: the call went through the gate when it began, its result comes with <c>tasks/result</c> (2025-11-25) or
/// <c>tasks/get</c> (the extension of 2026-07-28). It is looked at and written down like one that was seen from outside.
/// </summary>
internal sealed class TaskResults(Gate.Gate gate, GatewayOptions options, TimeProvider time)
{
    /// <summary>Whether an answer brings a task's result.</summary>
    public static bool IsOne(RpcMessage request, RpcMessage answer) => answer.Kind == RpcKind.Result && request.Method switch
    {
        "tasks/result" => true,
        "tasks/get" => !RawJson.Member(answer.Result, "result").IsEmpty,
        _ => false,
    };

    /// <summary>Looks at a result.</summary>
    /// <exception cref="LedgerException">It cannot be written down, so it must not pass.</exception>
    public async ValueTask ObserveAsync(Exchange exchange, UpstreamLink link, ReadOnlyMemory<byte> result) => await gate.ObserveAsync(
        new ToolCall
        {
            Id = Ids.Call(time.GetUtcNow()),
            Kind = CallKind.Method,
            ActionType = ActionTypes.Of(CallKind.Method),
            Target = CanonicalName.Of(exchange.Message.Method!),
            Upstream = link.Name,
            Arguments = new Arguments(exchange.Message.Params),
            Caller = exchange.Session.Caller,
            Agent = exchange.Agent,
            Flow = exchange.Flow,
            Context = options.Context,
            ReceivedAt = time.GetUtcNow(),
        },
        result).ConfigureAwait(false);
}
