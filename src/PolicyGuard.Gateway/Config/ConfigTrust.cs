namespace PolicyGuard.Gateway.Config;

/// <summary>
/// Which configurations in project folders this user has let start programs: a list of folders in <c>~/.policyguard/trusted</c>, one a line.
/// A folder is trusted, not a text: configurations are edited often (<c>docs/decisions/011-a-folder-is-trusted-before-it-starts-programs.md</c>).
/// </summary>
/// <param name="home">The user's home folder; null where there is none, and then nothing can be trusted for good.</param>
public sealed class ConfigTrust(string? home)
{
    private const string FileName = "trusted";

    /// <summary>The list; null where there is no home to keep it in.</summary>
    public string? ListFile => string.IsNullOrEmpty(home) || !Path.IsPathFullyQualified(home) ? null : Path.Combine(home, ConfigFile.FolderName, FileName);

    /// <summary>Whether the user trusts the folder of a configuration.</summary>
    /// <param name="configFile">The full path of the file.</param>
    /// <exception cref="IOException">The list cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The list cannot be read.</exception>
    public bool Holds(string configFile) => Read().Contains(FolderOf(configFile), StringComparer.Ordinal);

    /// <summary>Trusts the folder of a configuration from now on.</summary>
    /// <returns>False where it was trusted already.</returns>
    /// <exception cref="IOException">The list cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The list cannot be written.</exception>
    public bool Add(string configFile)
    {
        var folder = FolderOf(configFile);
        if (folder.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new IOException("a folder with a line break in its name cannot be kept in the list");
        }

        var known = Read();
        if (known.Contains(folder, StringComparer.Ordinal))
        {
            return false;
        }

        Write([.. known, folder]);
        return true;
    }

    /// <summary>Trusts the folder of a configuration no longer.</summary>
    /// <returns>False where it was not trusted.</returns>
    /// <exception cref="IOException">The list cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The list cannot be written.</exception>
    public bool Remove(string configFile)
    {
        var folder = FolderOf(configFile);
        var known = Read();
        if (!known.Contains(folder, StringComparer.Ordinal))
        {
            return false;
        }

        Write([.. known.Where(line => line != folder)]);
        return true;
    }

    /// <summary>Who else may change what the configuration says, or null: then it is trusted in vain.</summary>
    /// <param name="configFile">The full path of the file.</param>
    public static string? Exposed(string configFile)
    {
        // With the sticky bit, as on /tmp, others may add files but not replace ours.
        string?[] ways = [configFile, Path.GetDirectoryName(configFile), Path.GetDirectoryName(Path.GetDirectoryName(configFile))];
        return ways.OfType<string>().FirstOrDefault(static way => !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(way) & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite);
    }

    // The folder that holds `.policyguard`, free of links; the rest as it is, since a link there leads to what somebody else wrote for another folder.
    private static string FolderOf(string configFile) => RealFolder(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(configFile))) ?? Path.GetFullPath(configFile));

    private static string RealFolder(string path)
    {
        if (Path.GetDirectoryName(path) is not { } above)
        {
            return path;
        }

        var here = Path.Combine(RealFolder(above), Path.GetFileName(path));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? RealFolder(target.FullName) : here;
    }

    private string[] Read() => ListFile is { } file && File.Exists(file) ? File.ReadAllLines(file) : [];

    private void Write(string[] lines)
    {
        var file = ListFile ?? throw new IOException("there is no home folder in which to keep what is trusted");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Beside it, then over it: nobody reads half a list.
        var next = $"{file}.{Environment.ProcessId}";
        using (var writer = new StreamWriter(next, options))
        {
            foreach (var line in lines)
            {
                writer.WriteLine(line);
            }
        }

        File.Move(next, file, overwrite: true);
    }
}
