using System.Security.Cryptography;

namespace PolicyGuard.Backends.Keys;

/// <summary>Files for their owner alone: 0700 the folder, 0600 the file.</summary>
public static class PrivateFiles
{
    private const string LockName = ".lock";
    private const int MostTries = 1000;
    private const int Pause = 5;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder where there is none; its name survives power loss.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Also where it was there: who made it, a moment ago in another process, may not have come to this yet.
        FolderSync.Run(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>
    /// Writes a file where there is none: beside, and moved into place, so that nobody reads half of it. Who comes second keeps the first one's:
    /// moving without overwriting is two steps on Unix, so a lock that ends with its process makes it one.
    /// </summary>
    /// <exception cref="IOException">It cannot be written, or somebody else holds the lock for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static void CreateOnce(string path, string text)
    {
        using var alone = Lock(Path.Combine(Path.GetDirectoryName(path)!, LockName));
        if (File.Exists(path))
        {
            return;
        }

        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

        try
        {
            // On the disk before it has its name: what is sealed with a key that a power cut took is lost.
            using (var file = new FileStream(draft, Private(FileMode.CreateNew)))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch
        {
            // A disk that is full is no reason to leave secrets lying about.
            File.Delete(draft);
            throw;
        }

        FolderSync.Run(Path.GetDirectoryName(path)!);
    }

    private static FileStream Lock(string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(path, Private(FileMode.OpenOrCreate));
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Refuses a file that others than its owner can read or write, by its own mode or by its folder's.</summary>
    /// <exception cref="KeyFileException">They can.</exception>
    public static void RefuseOthers(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if ((File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new KeyFileException($"{path} can be read or written by others than you: chmod 600 {path}");
        }

        var folder = Path.GetDirectoryName(path)!;
        if ((File.GetUnixFileMode(folder) & Others) != 0)
        {
            throw new KeyFileException($"{folder} is open to others than you: chmod 700 {folder}");
        }
    }
}
