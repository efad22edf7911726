namespace PolicyGuard.Gateway.Config;

/// <summary>Where the database lives when nobody says otherwise.</summary>
public static class DataFolder
{
    /// <summary>
    /// <c>$XDG_DATA_HOME/policyguard</c> or <c>~/.local/share/policyguard</c>; <c>~/Library/Application Support/PolicyGuard</c> on macOS;
    /// <c>%LOCALAPPDATA%\PolicyGuard</c> on Windows; <c>data</c> in the working directory where there is no home, or where
    /// <c>MCP_TRANSPORT_MODE</c> says that we are started as the governance server of old was, whose folder that is.
    /// </summary>
    /// <param name="variables">The environment.</param>
    /// <param name="workingFolder">The working directory.</param>
    public static string Default(IReadOnlyDictionary<string, string> variables, string workingFolder)
    {
        if (variables.ContainsKey("MCP_TRANSPORT_MODE"))
        {
            return Path.Combine(workingFolder, "data");
        }

        var home = variables.GetValueOrDefault("HOME");
        if (OperatingSystem.IsWindows())
        {
            home = variables.GetValueOrDefault("LOCALAPPDATA");
            return Path.Combine(Absolute(home) ? home! : workingFolder, Absolute(home) ? "PolicyGuard" : "data");
        }

        // XDG Base Directory Specification: a relative path in the variable is to be ignored.
        if (!OperatingSystem.IsMacOS() && variables.GetValueOrDefault("XDG_DATA_HOME") is { } xdg && Absolute(xdg))
        {
            return Path.Combine(xdg, "policyguard");
        }

        if (!Absolute(home))
        {
            return Path.Combine(workingFolder, "data");
        }

        return OperatingSystem.IsMacOS()
            ? Path.Combine(home!, "Library", "Application Support", "PolicyGuard")
            : Path.Combine(home!, ".local", "share", "policyguard");
    }

    private static bool Absolute(string? path) => !string.IsNullOrEmpty(path) && Path.IsPathFullyQualified(path);
}
