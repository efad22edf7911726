using PolicyGuard.Text;

namespace PolicyGuard.Registry;

/// <summary>
/// Which ids an agent may have. Compared exactly; what is drawn as nothing, turns the direction of a line, or mixes letters that look alike
/// would print one agent as another. Two ids that a reader takes for one (<see cref="Skeleton"/>), also by letter case, are never both registered.
/// </summary>
public static class AgentIds
{
    /// <summary>The longest id, in UTF-16 units.</summary>
    public const int MaxLength = 256;

    /// <summary>So many agents at most that nobody registered: an id costs whoever makes it up nothing, and a record is kept for good.</summary>
    public const int MostSeen = 10_000;

    /// <summary>The rule, for a person.</summary>
    public static readonly string Rule = $"an agent id has 1 to {MaxLength} characters, none of them invisible, its letters of one script, and no blanks around them";

    /// <summary>Whether an agent may have the id.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id[0] != ' ' && id[^1] != ' ' && !id.AsSpan().ContainsAnyExceptInRange(' ', '~') || Skeleton(id) is not null;

    /// <summary>What a reader takes the id for: in lower case, look-alike letters as the ASCII ones, accents left out; null where no agent may have the id.</summary>
    public static string? Skeleton(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.Length == id.AsSpan().Trim().Length ? NameFolding.Skeleton(id).Text is { Length: > 0 } look ? look : null : null;
}
