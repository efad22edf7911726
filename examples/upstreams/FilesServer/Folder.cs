using TinyMcp;

namespace FilesServer;

/// <summary>The folder that the tools work in. Nothing outside it can be named.</summary>
internal sealed class Folder
{
    private readonly string _root;

    /// <summary>Uses <paramref name="root"/>, and puts the sample files there if it is new or empty.</summary>
    public Folder(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Directory.CreateDirectory(_root);
        if (!Directory.EnumerateFileSystemEntries(_root).Any())
        {
            foreach (var (path, text) in Samples.Files)
            {
                Write(path, text);
            }
        }
    }

    public string List() => string.Join('\n', Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal));

    public string Read(string path) => File.ReadAllText(Existing(path));

    public string Write(string path, string text)
    {
        var file = Inside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return $"Wrote {path}.";
    }

    public string Delete(string path)
    {
        File.Delete(Existing(path));
        return $"Deleted {path}.";
    }

    private string Existing(string path)
    {
        var file = Inside(path);
        return File.Exists(file) ? file : throw new ToolException($"There is no file '{path}'.");
    }

    private string Inside(string path)
    {
        var file = Path.GetFullPath(Path.Combine(_root, path));
        return file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? file
            : throw new ToolException($"'{path}' is outside the folder.");
    }
}
