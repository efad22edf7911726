namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// Compares a tool with tools of other upstreams: a name that is theirs, or can be taken for theirs, and a description that is theirs under another
/// name. An agent chooses tools by these two, so a twin takes over what was meant for the other.
/// </summary>
public static class CollisionScan
{
    /// <summary>The weight of an equal name: servers do share names such as <c>search</c>, and prefixes keep them apart.</summary>
    public const double SameName = 0.3;

    /// <summary>What of the newcomer collides with the tools that are there.</summary>
    /// <param name="newcomer">The tool that is new.</param>
    /// <param name="known">Tools that were there before; those of the newcomer's own upstream are passed over.</param>
    public static IReadOnlyList<ToolFinding> Find(ListedTool newcomer, IEnumerable<ListedTool> known)
    {
        var shape = ToolShape.Of(newcomer);
        return Find(shape, known.Where(tool => tool.Upstream != newcomer.Upstream).Select(ToolShape.Of));
    }

    internal static IReadOnlyList<ToolFinding> Find(ToolShape newcomer, IEnumerable<ToolShape> known)
    {
        var findings = new List<ToolFinding>();
        foreach (var other in known)
        {
            if (Compare(newcomer, other) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    private static ToolFinding? Compare(ToolShape a, ToolShape b)
    {
        var whose = $"tool `{b.Tool.Name}` of upstream `{b.Tool.Upstream}`";
        var said = Alike(a.Said, b.Said);
        if (a.Tool.Name == b.Tool.Name)
        {
            return said && a.Tool.Definition != b.Tool.Definition && a.Said.Count > 4
                ? Make(a, 0.65, "/name", $"it has the name and almost the description of {whose}") : Make(a, SameName, "/name", $"it has the name of {whose}");
        }

        if (a.Plain == b.Plain || OneApart(a.Plain, b.Plain))
        {
            return Make(a, 0.7, "/name", $"its name can be taken for that of {whose}");
        }

        var shared = a.Words.Count(b.Words.Contains);
        if (shared >= 2 && (shared == a.Words.Count || shared == b.Words.Count) && a.Words.Count + b.Words.Count - (2 * shared) <= 2)
        {
            return Make(a, said ? 0.65 : 0.4, "/name", $"its name has the words of {whose}{(said ? ", and its description too" : "")}");
        }

        return said && a.Said.Count > 4 ? Make(a, 0.6, "/description", $"its description is almost that of {whose}") : null;
    }

    private static ToolFinding Make(ToolShape a, double weight, string pointer, string reason) =>
        new(ToolFindingKind.Collision, weight, pointer, Excerpt.Of(a.Tool.Name, 0, a.Tool.Name.Length), reason);

    // Almost all words of the shorter description stand in the longer one: praise put before a copied description does not hide the copy.
    private static bool Alike(HashSet<string> a, HashSet<string> b)
    {
        var (few, many) = a.Count <= b.Count ? (a, b) : (b, a);
        return few.Count > 2 && few.Count(many.Contains) >= 0.8 * few.Count && few.Count >= 0.25 * many.Count;
    }

    // One character more, less or other, in names long enough for it to go unseen.
    private static bool OneApart(string a, string b)
    {
        if (Math.Min(a.Length, b.Length) < 8 || Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        int start = 0, end = 0;
        var shorter = Math.Min(a.Length, b.Length);
        while (start < shorter && a[start] == b[start])
        {
            start++;
        }

        while (end < shorter - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        // "page1" and "page2" are honest.
        return Math.Max(a.Length, b.Length) - start - end <= 1 && !(start < a.Length && char.IsDigit(a[start])) && !(start < b.Length && char.IsDigit(b[start]));
    }
}
