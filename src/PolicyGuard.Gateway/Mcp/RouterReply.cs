namespace PolicyGuard.Gateway.Mcp;

/// <summary>What goes back to the client.</summary>
/// <param name="Utf8">One JSON-RPC response; empty for notifications and responses, which are not answered.</param>
/// <param name="HttpStatus">The status that goes with it where the transport has one.</param>
internal readonly record struct RouterReply(ReadOnlyMemory<byte> Utf8, int HttpStatus = 200)
{
    /// <summary>Taken, without an answer.</summary>
    public static readonly RouterReply Accepted = new(default, 202);
}
