namespace PolicyGuard.Calls;

/// <summary>Why bytes were not read as a message. Nothing of it is forwarded.</summary>
/// <param name="Code">The JSON-RPC error code: −32700 not JSON, −32600 not a request we read.</param>
/// <param name="Reason">The reason id, for example <c>message.duplicate_key</c>; all are in <c>docs/reasons.md</c>.</param>
/// <param name="Message">What is wrong and where, for a person; quotes no more than a name of the input.</param>
/// <param name="Id">The raw id, where it could be read before the fault; else empty (answer with <c>null</c>).</param>
public sealed record RpcFault(int Code, string Reason, string Message, ReadOnlyMemory<byte> Id);

/// <summary>The bounds within which messages are read.</summary>
/// <param name="MaxBytes">The longest message in bytes.</param>
/// <param name="MaxDepth">The deepest nesting of objects and arrays.</param>
/// <param name="MaxTokens">The most JSON tokens in one message, so that a small body cannot become a large tree.</param>
public sealed record RpcLimits(int MaxBytes = 10 * 1024 * 1024, int MaxDepth = 64, int MaxTokens = 1_000_000)
{
    /// <summary>The defaults: 10 MiB, 64 levels, one million tokens.</summary>
    public static readonly RpcLimits Default = new();
}
