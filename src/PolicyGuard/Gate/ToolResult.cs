namespace PolicyGuard.Gate;

/// <summary>What an executor brought back.</summary>
/// <param name="Json">The raw JSON of the result (or of the error object where <paramref name="IsError"/> came as a protocol error).</param>
/// <param name="IsError">Whether the tool said that it failed.</param>
/// <param name="IsProtocolError">Whether <paramref name="Json"/> is a JSON-RPC error object rather than a result.</param>
public sealed record ToolResult(ReadOnlyMemory<byte> Json, bool IsError = false, bool IsProtocolError = false)
{
    /// <summary>The result that was kept back before and is answered with; null where the executor brought this.</summary>
    internal Registry.HeldResult? Kept { get; init; }
}
