namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>Finds the program that a command names, as a shell would, but without one.</summary>
internal static class CommandPath
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The full path of the program.</summary>
    /// <param name="command">A path (with a separator; relative to <paramref name="cwd"/>), or a name that is looked up in the child's <c>PATH</c>.</param>
    /// <param name="environment">The child's environment.</param>
    /// <param name="cwd">The child's working directory, or null for ours.</param>
    /// <returns>Null where there is no such program.</returns>
    internal static string? Find(string command, IReadOnlyDictionary<string, string> environment, string? cwd)
    {
        if (command.Length == 0 || command.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var extensions = Extensions(command, environment);
        var root = Path.GetFullPath(cwd ?? ".");
        if (command.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0)
        {
            return FirstExisting(Path.GetFullPath(command, root), extensions);
        }

        // An empty entry would mean "here", where an attacker may have left a file of that name: it is skipped.
        return environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => FirstExisting(Path.Combine(Path.GetFullPath(folder, root), command), extensions))
            .FirstOrDefault(found => found is not null);
    }

    private static string[] Extensions(string command, IReadOnlyDictionary<string, string> environment) =>
        !OperatingSystem.IsWindows() || Path.HasExtension(command)
            ? [""]
            : environment.GetValueOrDefault("PATHEXT", ".COM;.EXE;.BAT;.CMD").Split(';', StringSplitOptions.RemoveEmptyEntries);

    private static string? FirstExisting(string path, string[] extensions) =>
        extensions.Select(extension => path + extension).FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
}
