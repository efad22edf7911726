using System.Collections.Concurrent;

namespace PolicyGuard.Cli.Scanning;

/// <summary>Finds the modules of a project below a folder, as Python would: beside the importing file, or from one of the folders above it.</summary>
internal sealed class ModuleFolder(string root)
{
    // A module is read whole; what is longer is no module that somebody wrote.
    private const long MaxBytes = 2_000_000;

    private readonly string _root = Path.GetFullPath(root);
    private readonly ConcurrentDictionary<string, (string File, string Text)?> _files = new(StringComparer.Ordinal);

    /// <summary>The file and text of a module, or null where it is none below the folder.</summary>
    /// <param name="name">The dotted name; with leading dots it is relative to the importing file.</param>
    /// <param name="importer">The importing file.</param>
    public (string File, string Text)? Find(string name, string importer)
    {
        var dots = name.Length - name.TrimStart('.').Length;
        var parts = name[dots..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Any(static part => part.AsSpan().IndexOfAny('/', '\\', ':') >= 0))
        {
            return null;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(importer));
        for (var i = 1; i < dots && folder is not null; i++)
        {
            folder = Path.GetDirectoryName(folder);
        }

        while (folder is not null && IsInside(folder))
        {
            if (Read(Path.Combine([folder, .. parts])) is { } found)
            {
                return found;
            }

            if (dots > 0)
            {
                return null;
            }

            folder = Path.GetDirectoryName(folder);
        }

        return null;
    }

    private bool IsInside(string folder) => folder == _root || folder.StartsWith(_root.EndsWith(Path.DirectorySeparatorChar) ? _root : _root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private (string File, string Text)? Read(string path) => _files.GetOrAdd(path, static path =>
    {
        foreach (var file in (ReadOnlySpan<string>)[path + ".py", Path.Combine(path, "__init__.py")])
        {
            try
            {
                // A link may lead anywhere, also out of what was asked for.
                if (new FileInfo(file) is { Exists: true, LinkTarget: null, Length: <= MaxBytes })
                {
                    return (file, SourceFile.Decode(File.ReadAllBytes(file)).Text);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // What cannot be read is unknown, like a module of somebody else.
            }
        }

        return null;
    });
}
