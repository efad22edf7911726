namespace PolicyGuard.Cli.Terminal;

/// <summary>Numbers with their noun.</summary>
internal static class Counted
{
    /// <summary><c>1 rule</c>, <c>2 rules</c>.</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary><c>1 entry</c>, <c>2,000 entries</c>.</summary>
    public static string Entries(long count) => count == 1 ? "1 entry" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} entries");
}
