namespace PolicyGuard.Governance.Replay;

/// <summary>Tells what the log shows masked or cut. A text may look so by itself: then it is taken for masked, which only says "approximate" once too often.</summary>
internal static class Masks
{
    /// <summary>Whether a text seems to be masked or cut.</summary>
    public static bool Appear(string text) =>
        (text.Contains(" characters]", StringComparison.Ordinal) && text.Contains('[', StringComparison.Ordinal)) || text.EndsWith(" more characters]", StringComparison.Ordinal);
}
