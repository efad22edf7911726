using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Files;

/// <summary>
/// Makes a file's name survive power loss: on Unix that is a property of its folder, which has its own sync. SQLite does this only for
/// files that the syncing connection itself created.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Syncs a folder; does nothing on Windows, where names are journalled. Best effort: some file systems cannot, and then have no
    /// such gap to close.
    /// </summary>
    internal static void Sync(string? folder)
    {
        if (folder is null || OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(folder, ReadOnly);
        if (descriptor >= 0)
        {
            _ = fsync(descriptor);
            _ = close(descriptor);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
