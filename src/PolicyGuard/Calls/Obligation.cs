namespace PolicyGuard.Calls;

/// <summary>What has to be done about something that was found in a result. The numeric order is the order of strictness.</summary>
public enum Obligation
{
    /// <summary>Nothing: the result passes, and the log says what was found.</summary>
    Off = 0,

    /// <summary>The result passes, with a note for whoever reads it.</summary>
    Warn = 1,

    /// <summary>What was found is masked; the rest passes.</summary>
    Redact = 2,

    /// <summary>The result is kept back, sealed, until a human releases or discards it.</summary>
    Quarantine = 3,

    /// <summary>The result is withheld for good.</summary>
    Block = 4,
}

/// <summary>Spellings of <see cref="Obligation"/>.</summary>
public static class ObligationNames
{
    /// <summary>All obligations, loosest first, as they are written.</summary>
    public static readonly IReadOnlyList<string> All = ["off", "warn", "redact", "quarantine", "block"];

    /// <summary>The obligation as it is written.</summary>
    public static string Name(this Obligation obligation) => All[(int)obligation];

    /// <summary>Reads an obligation as it is written in files (lower case); anything else is none.</summary>
    public static bool TryParse(string? text, out Obligation obligation)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (string.Equals(All[i], text, StringComparison.Ordinal))
            {
                obligation = (Obligation)i;
                return true;
            }
        }

        obligation = Obligation.Block;
        return false;
    }
}
