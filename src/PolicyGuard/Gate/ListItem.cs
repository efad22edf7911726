using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>One entry of a list that is about to be shown to a caller.</summary>
/// <param name="Name">The entry's name, or null where it has no canonical form: such an entry is hidden.</param>
/// <param name="Shown">The name as the upstream wrote it, for the log.</param>
/// <param name="Kind">What calling it would be.</param>
/// <param name="Upstream">The upstream that offers it.</param>
/// <param name="Definition">A tool's definition; null for other kinds.</param>
public sealed record ListItem(CanonicalName? Name, string Shown, CallKind Kind, string? Upstream, ToolDefinition? Definition)
{
    /// <summary>Whether it is a tool of our own, which decides for itself what a caller may do: shown to everybody who may see lists at all.</summary>
    public bool Always { get; init; }
}

/// <summary>Which entries a caller may see.</summary>
/// <param name="Visible">One flag per item, in order.</param>
/// <param name="Refusal">Why nothing may be seen, or null.</param>
public sealed record ListVerdict(IReadOnlyList<bool> Visible, Refusal? Refusal);

/// <summary>Why something is not answered.</summary>
/// <param name="Reason">The reason id.</param>
/// <param name="Message">Why, for a person.</param>
public sealed record Refusal(string Reason, string Message);
