using System.Collections;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What surrounds the process.</summary>
internal static class Machine
{
    /// <summary>The environment variables. Names are compared exactly, except on Windows.</summary>
    public static IReadOnlyDictionary<string, string> Variables()
    {
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var variables = new Dictionary<string, string>(comparer);
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
        {
            variables[(string)pair.Key] = (string?)pair.Value ?? "";
        }

        return variables;
    }

    /// <summary>The user's home folder, or null.</summary>
    public static string? Home()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : home;
    }

    /// <summary>How this program is started, for hints: by its own name where it is installed, through the SDK from a clone.</summary>
    public static string Program { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "policyguard"
        ? "policyguard"
        : "dotnet run --project src/PolicyGuard.Cli --";

    /// <summary>The program's version, as built.</summary>
    public static string Version { get; } = typeof(Machine).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";
}
