using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Carries out a permitted call by letting something pass that is in our hands already: a question in a result, a URI in a subscription, a task's result.</summary>
internal sealed class HandOver(ReadOnlyMemory<byte> what) : IExecutor
{
    /// <summary>Hands over what needs no look of its own.</summary>
    public static readonly HandOver Instance = new("{}"u8.ToArray());

    /// <inheritdoc/>
    public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => new(new ToolResult(what));
}
