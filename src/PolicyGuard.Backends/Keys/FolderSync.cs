using System.Runtime.InteropServices;

namespace PolicyGuard.Backends.Keys;

/// <summary>
/// Makes names in a folder survive power loss: on Unix a synced file whose folder was not synced may be there without its name. A log whose key was
/// lost that way could not be signed any more.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Syncs a folder; does nothing on Windows, where names are journalled.</summary>
    /// <exception cref="IOException">It cannot be synced.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{folder} cannot be opened to be synced: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        var code = fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = close(descriptor);

        // Some file systems cannot sync folders (EINVAL) and then have no such gap to close.
        if (code != 0 && error != 22)
        {
            throw new IOException($"{folder} cannot be synced: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
