using System.Runtime.InteropServices;
using System.Text;

namespace PolicyGuard.Gateway.Upstreams;

/// <summary>Links as a tool server of this machine follows them, asked for one by one: one call of the system each.</summary>
public static partial class DiskLinks
{
    private const int LongestTarget = 4096; // PATH_MAX
    private const int NoLink = 22; // EINVAL, on Linux and macOS

    /// <summary>What stands at a path: null where there is nothing that we may look at, an empty text where it is no link, else the target as the link has it.</summary>
    /// <param name="path">The path, absolute.</param>
    public static string? At(string path) => OperatingSystem.IsWindows() ? OnWindows(path) : OnPosix(path);

    [System.Runtime.CompilerServices.SkipLocalsInit]
    private static string? OnPosix(string path)
    {
        Span<byte> target = stackalloc byte[LongestTarget];
        var length = ReadLink(path, target, target.Length);
        return length >= 0 ? Encoding.UTF8.GetString(target[..(int)length]) : Marshal.GetLastPInvokeError() == NoLink ? "" : null;
    }

    private static string? OnWindows(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? (Path.Exists(path) ? "" : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What we cannot look at, no child of ours opens by that name either.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, Span<byte> target, nint length);
}
