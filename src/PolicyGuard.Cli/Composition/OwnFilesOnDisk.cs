using PolicyGuard.Backends.Keys;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Cli.Composition;

/// <summary>Finds out where this program's own files lie: data, policies, configuration, itself.</summary>
internal static class OwnFilesOnDisk
{
    private static readonly string[] ProgramEndings = [".dll", ".exe", ".so", ".dylib", ".json"];
    private static readonly string[] PolicyEndings = [".yaml", ".yml", ".json"];

    /// <summary>The files that no call may name.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="configFile">The file it came from, or null.</param>
    public static OwnFiles Of(ProgramOptions options, string? configFile)
    {
        var here = Directory.GetCurrentDirectory();
        var upstreams = options.Gateway.Upstreams.ToDictionary(static upstream => upstream.Name, upstream => FoldersOf(upstream, here), StringComparer.Ordinal);
        string[] worked = [here, .. Machine.Home() is { } home ? [home] : Array.Empty<string>(), .. upstreams.Values.SelectMany(static folders => folders)];
        return new OwnFiles(new OwnGround
        {
            Places = [.. Places(options, configFile, here, worked)],
            Folders = [here],
            UpstreamFolders = upstreams,
            Home = Machine.Home(),
            IgnoreCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(),
            Windows = OperatingSystem.IsWindows(),
            LinkAt = DiskLinks.At,
        });
    }

    private static IEnumerable<OwnPlace> Places(ProgramOptions options, string? configFile, string here, string[] worked)
    {
        foreach (var data in new[] { options.DataFolder, DataFolder.Default(Machine.Variables(), here) }.Distinct())
        {
            yield return Place(data, worked, IsData);
        }

        yield return Place(LogSigning.FolderOf(options), worked, static _ => true);

        foreach (var path in (options.Policy.Paths ?? []).Concat(options.Intent.AllPaths))
        {
            yield return Directory.Exists(path) ? Place(path, worked, IsPolicy) : new OwnPlace(path);
        }

        // Who can rewrite the copy that was shipped can hide from those who read only that.
        foreach (var sink in options.Ship.Where(static sink => sink.Path is not null))
        {
            yield return new OwnPlace(sink.Path!);
            for (var aside = 1; aside <= Math.Min(sink.Keep, 100); aside++)
            {
                yield return new OwnPlace(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sink.Path}.{aside}"));
            }
        }

        // Also where there is none yet: the next start would read what an agent leaves there.
        foreach (var folder in new[] { here, Machine.Home() }.OfType<string>().Distinct())
        {
            yield return Place(Path.Combine(folder, ConfigFile.FolderName), worked, static name => name.Equals(ConfigFile.FileName, StringComparison.OrdinalIgnoreCase));
        }

        if (configFile is not null)
        {
            var file = Path.GetFullPath(configFile, here);
            yield return new OwnPlace(file);
            if (Path.GetDirectoryName(file) is { } folder && Path.GetFileName(folder) is ConfigFile.FolderName or ".mcpguard")
            {
                yield return Place(folder, worked, static name => name.Equals(ConfigFile.FileName, StringComparison.OrdinalIgnoreCase));
            }
        }

        if (Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) != "dotnet")
        {
            yield return new OwnPlace(program);
        }

        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll")))
        {
            yield return new OwnPlace(AppContext.BaseDirectory, IsProgram);
        }
    }

    // Where the tools themselves work in the folder, or below it, only the files in it are ours alone.
    private static OwnPlace Place(string path, string[] worked, Func<string, bool> child)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Array.Exists(worked, folder => $"{Path.TrimEndingDirectorySeparator(folder)}{Path.DirectorySeparatorChar}".StartsWith($"{Path.TrimEndingDirectorySeparator(full)}{Path.DirectorySeparatorChar}", comparison))
            ? new OwnPlace(full, child)
            : new OwnPlace(full, ByName: true);
    }

    // Servers count relative paths from where they run, or from a folder that they were given.
    private static IReadOnlyList<string> FoldersOf(UpstreamOptions upstream, string here)
    {
        var from = upstream.Cwd is { } cwd ? Path.GetFullPath(cwd, here) : here;
        var given = upstream.Args.Select(arg => arg[(arg.IndexOf('=', StringComparison.Ordinal) + 1)..]).Where(static arg => arg.Length > 0 && !arg.Contains('\0', StringComparison.Ordinal));
        return [from, .. given.Select(arg => Path.GetFullPath(arg, from)).Where(Directory.Exists)];
    }

    private static bool IsData(string name) => name.StartsWith("policyguard.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals(ArgumentsKey.FolderName, StringComparison.OrdinalIgnoreCase) || name.Equals(OperatorToken.FileName, StringComparison.OrdinalIgnoreCase);

    // Not by our name alone: that stands in messages too.
    private static bool IsProgram(string name) => ProgramEndings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static bool IsPolicy(string name) => PolicyEndings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
}
