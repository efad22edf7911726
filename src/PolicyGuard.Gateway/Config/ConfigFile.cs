using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Finds and reads the configuration file.</summary>
/// <param name="Source">The path as shown, and the content; null where there is no file.</param>
/// <param name="Folder">Where relative paths in it count from.</param>
/// <param name="Diagnostics">What stood in the way.</param>
public sealed record ConfigFile(PolicySource? Source, string Folder, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The folder that holds a project's configuration.</summary>
    public const string FolderName = ".policyguard";

    /// <summary>The full path of a file that nobody named and that is not in the user's home: it was there. It needs <see cref="ConfigTrust"/> before programs in it are started. Else null.</summary>
    public string? Found { get; init; }

    /// <summary>The file's name.</summary>
    public const string FileName = "config.yaml";

    /// <summary>
    /// Reads the file that was asked for, or the nearest <c>.policyguard/config.yaml</c>: in the working directory, then in its parents as
    /// long as they lie inside the user's home, then in the home. Outside the home no parent is searched: a file that somebody else left in
    /// a shared folder above must not choose the programs that we start.
    /// </summary>
    /// <param name="asked">The path from the command line, or null.</param>
    /// <param name="workingFolder">The working directory.</param>
    /// <param name="home">The user's home folder, or null.</param>
    /// <param name="homeOnly">Whether the working folder and those above it are left aside: whoever chose the folder did not choose us.</param>
    public static ConfigFile Read(string? asked, string workingFolder, string? home, bool homeOnly = false)
    {
        if (asked is not null)
        {
            return ReadAt(Path.GetFullPath(asked, workingFolder), asked);
        }

        foreach (var folder in Places(workingFolder, home, homeOnly))
        {
            var path = Path.Combine(folder, FolderName, FileName);
            if (File.Exists(path))
            {
                return ReadAt(path, Path.GetRelativePath(workingFolder, path)) with { Found = IsHome(folder, home) ? null : path };
            }
        }

        return new ConfigFile(null, workingFolder, []);
    }

    private static IEnumerable<string> Places(string workingFolder, string? home, bool homeOnly)
    {
        if (!homeOnly)
        {
            yield return workingFolder;
            for (var folder = Path.GetDirectoryName(workingFolder); folder is not null && IsInside(folder, home); folder = Path.GetDirectoryName(folder))
            {
                yield return folder;
            }
        }

        if (!string.IsNullOrEmpty(home) && Path.IsPathFullyQualified(home))
        {
            yield return home;
        }
    }

    private static bool IsHome(string folder, string? home) => !string.IsNullOrEmpty(home) && Path.TrimEndingDirectorySeparator(home) == Path.TrimEndingDirectorySeparator(folder);

    private static bool IsInside(string folder, string? home) => !string.IsNullOrEmpty(home) && Path.IsPathFullyQualified(home)
        && (folder + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ConfigFile ReadAt(string path, string shown)
    {
        var folder = Path.GetDirectoryName(path)!;
        var project = Path.GetFileName(folder) is FolderName or ".mcpguard" ? Path.GetDirectoryName(folder)! : folder;
        try
        {
            var text = File.ReadAllText(path);
            return new ConfigFile(new PolicySource(shown, text), project, Exposed(path, shown));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var why = fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : fault.Message;
            return new ConfigFile(null, project, [new ConfigPlace(shown).Error("config-unreadable", $"cannot be read: {why}")]);
        }
    }

    // The file names programs that are started.
    private static IReadOnlyList<Diagnostic> Exposed(string path, string shown) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite)
            ? [new ConfigPlace(shown).Warning("config-exposed", "every user of this machine may change this file", "chmod o-w")]
            : [];
}
