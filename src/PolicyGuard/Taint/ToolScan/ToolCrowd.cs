namespace PolicyGuard.Taint.ToolScan;

/// <summary>The tools of all upstreams, each compared with those that were there before it. Not thread-safe.</summary>
public sealed class ToolCrowd
{
    private readonly List<ToolShape> _shapes = [];

    /// <summary>Adds a tool.</summary>
    /// <returns>What of it collides with tools of other upstreams that were added before.</returns>
    /// <exception cref="System.Text.Json.JsonException">The definition is not JSON.</exception>
    public IReadOnlyList<ToolFinding> Add(ListedTool tool)
    {
        var shape = ToolShape.Of(tool);
        var findings = CollisionScan.Find(shape, _shapes.Where(other => other.Tool.Upstream != tool.Upstream));
        _shapes.Add(shape);
        return findings;
    }
}
