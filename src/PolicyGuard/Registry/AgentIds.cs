using PolicyGuard.Text;

namespace PolicyGuard.Registry;

/// <summary>Which ids an agent may have. Compared exactly; what is drawn as nothing, or turns the direction of a line, would print one agent as another.</summary>
public static class AgentIds
{
    /// <summary>The longest id, in UTF-16 units.</summary>
    public const int MaxLength = 256;

    /// <summary>The rule, for a person.</summary>
    public static readonly string Rule = $"an agent id has 1 to {MaxLength} characters, none of them invisible, and no blanks around them";

    /// <summary>Whether an agent may have the id.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.Length == id.AsSpan().Trim().Length && CanonicalName.TryCreateOpaque(id, out _, out _);
}
