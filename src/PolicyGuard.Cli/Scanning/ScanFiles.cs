namespace PolicyGuard.Cli.Scanning;

/// <summary>The files below a folder that are scanned.</summary>
internal static class ScanFiles
{
    // What tools put there, not people.
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal)
    {
        ".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", "site-packages", ".eggs",
    };

    /// <summary>The files, in the order of their names; links are not followed, and what tools keep beside a project is left out.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="skipped">Told of every file and folder that is left out.</param>
    public static List<string> Of(string path, Action<string, string> skipped)
    {
        var files = new List<string>();
        if (File.Exists(path))
        {
            files.Add(path);
            return files;
        }

        var folders = new Stack<string>([path]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderByDescending(static entry => entry.Name, StringComparer.Ordinal))
                {
                    var name = Path.Combine(folder, entry.Name);
                    if (entry.LinkTarget is not null)
                    {
                        skipped(name, "a link");
                    }
                    else if (entry is not DirectoryInfo)
                    {
                        files.Add(name);
                    }
                    else if (NotOurs.Contains(entry.Name))
                    {
                        skipped(name, "kept by tools; name it to scan it");
                    }
                    else
                    {
                        folders.Push(name);
                    }
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                skipped(folder, fault.Message);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }
}
