namespace PolicyGuard.Ledger;

/// <summary>Spellings of <see cref="EntryKind"/>.</summary>
public static class EntryKinds
{
    /// <summary>All kinds in the order of the enumeration, as they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["opened", "closed", "refused", "advised", "observed", "listed", "malformed", "event", "sealed"];

    /// <summary>The kind as it is written.</summary>
    public static string Name(this EntryKind kind) => Names[(int)kind];

    /// <summary>Reads a kind as it is written.</summary>
    public static bool TryParse(string? text, out EntryKind kind)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], text, StringComparison.Ordinal))
            {
                kind = (EntryKind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
