namespace PolicyGuard.Cli.Composition;

/// <summary>A folder that holds a copy of the log for a plain web server: every file appears whole, and can be read by everybody.</summary>
/// <param name="root">The folder.</param>
internal sealed class TilesFolder(string root)
{
    private const UnixFileMode Files = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // In the folder, so that the move is one within a file system; not among the tiles, where whoever checks them would find it.
    private readonly string _draft = Path.Combine(root, ".draft");

    /// <summary>Whether there is anything in it that is not the rest of a copy that was cut off before its first file.</summary>
    public bool IsEmpty => !Directory.Exists(root) || Directory.EnumerateFileSystemEntries(root).All(path => path == _draft);

    /// <summary>Reads a small file; null where there is none.</summary>
    /// <param name="path">Its path in the folder, with slashes.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="IOException">It cannot be read, or is longer.</exception>
    public byte[]? Read(string path, int most)
    {
        var file = new FileInfo(PathOf(path));
        return !file.Exists ? null
            : file.Length <= most ? File.ReadAllBytes(file.FullName)
            : throw new IOException($"{file.FullName} is longer than {most} bytes");
    }

    /// <summary>Writes a file beside its place, syncs it, and moves it there.</summary>
    /// <param name="path">Its path in the folder, with slashes.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="ct">Stops it; nothing of the file is there then.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var place = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        await using (var file = new FileStream(_draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            await file.WriteAsync(bytes, ct);
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_draft, Files);
        }

        File.Move(_draft, place, overwrite: true);
    }

    private string PathOf(string path) => Path.Combine([root, .. path.Split('/')]);
}
