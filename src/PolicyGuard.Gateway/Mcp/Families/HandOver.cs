using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Carries out a permitted call by letting something pass that is in our hands already: a question in a result, a URI in a subscription.</summary>
internal sealed class HandOver : IExecutor
{
    private static readonly ToolResult Nothing = new("{}"u8.ToArray());

    /// <summary>The only one.</summary>
    public static readonly HandOver Instance = new();

    /// <inheritdoc/>
    public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => new(Nothing);
}
