namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A small disk of its own, in memory, that a test can fill. Needs the right to mount.</summary>
internal sealed class TempDisk : IDisposable
{
    private TempDisk(string path)
    {
        Path = path;
    }

    internal string Path { get; }

    /// <summary>Mounts one, or skips the test with the reason.</summary>
    internal static TempDisk Mount(int kibibytes)
    {
        var path = Directory.CreateTempSubdirectory("pg-disk-").FullName;
        if (!OperatingSystem.IsLinux() || Tool.Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k,mode=0700", "tmpfs", path) is null)
        {
            Directory.Delete(path);
            Assert.Skip("needs Linux and the right to mount a tmpfs (root)");
        }

        return new TempDisk(path);
    }

    /// <summary>Takes all space that is left; dispose to give it back.</summary>
    internal IDisposable Fill()
    {
        var file = new FileStream(System.IO.Path.Combine(Path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return file;
        }
    }

    public void Dispose()
    {
        _ = Tool.Run("umount", "-l", Path);
        Directory.Delete(Path);
    }
}
