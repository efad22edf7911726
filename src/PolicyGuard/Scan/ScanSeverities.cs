namespace PolicyGuard.Scan;

/// <summary>Names of <see cref="ScanSeverity"/>.</summary>
public static class ScanSeverities
{
    /// <summary>All names, the least first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["info", "low", "medium", "high", "critical"];

    /// <summary>The name, lower case.</summary>
    public static string Name(this ScanSeverity severity) => Names[(int)severity];

    /// <summary>The severity of a name.</summary>
    /// <exception cref="ArgumentException">No severity has the name.</exception>
    public static ScanSeverity Parse(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return (ScanSeverity)i;
            }
        }

        throw new ArgumentException($"`{name}` is no severity", nameof(name));
    }
}
