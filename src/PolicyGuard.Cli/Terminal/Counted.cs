namespace PolicyGuard.Cli.Terminal;

/// <summary>Numbers with their noun.</summary>
internal static class Counted
{
    /// <summary><c>1 rule</c>, <c>2 rules</c>.</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
