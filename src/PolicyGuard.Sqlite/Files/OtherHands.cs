using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Files;

/// <summary>
/// Whether another user of the machine can change what lies in a data folder. Such a folder is refused, as <c>ssh</c> refuses such keys: what
/// stands in its log proves nothing. POSIX only; nothing is changed, the operator decides.
/// </summary>
internal static partial class OtherHands
{
    private const UnixFileMode GroupWrites = UnixFileMode.GroupWrite;
    private const UnixFileMode OthersWrite = UnixFileMode.OtherWrite;
    private const uint Root = 0;

    // linux/stat.h: STATX_UID; stx_uid lies at byte 20 of 256 on every architecture.
    private const int AtCurrentFolder = -100;
    private const uint OwnerOnly = 0x8;
    private const int OwnerAt = 20;
    private const int StatxBytes = 256;

    /// <summary>Looks at a folder that exists, and at the database in it.</summary>
    /// <exception cref="StoreException">Others can change them.</exception>
    internal static void Refuse(string folder, string database) => Refuse(folder, database, UserOf());

    /// <summary>The same for a user by number; null where the system tells no owners.</summary>
    internal static void Refuse(string folder, string database, uint? asUser)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (OwnerOf(folder) is { } owner && owner != Root && asUser is { } user && user != Root && owner != user)
        {
            throw new StoreException($"{folder} belongs to another user (uid {owner}; this program runs as {user}), who can change the log and the agents in it. Use a data folder of your own (`data_dir`), or: chown -R {user} {Word(folder)}");
        }

        var mode = File.GetUnixFileMode(folder);
        if ((mode & (GroupWrites | OthersWrite)) != 0)
        {
            throw new StoreException($"{folder} can be written by {Who(mode)} (mode {Octal(mode)}): the log and the agents in it would be theirs to change. Nothing was changed. To use it: chmod go-w {Word(folder)}");
        }

        // Who cannot enter the folder cannot reach the file, whatever its mode.
        var reachable = (mode.HasFlag(UnixFileMode.GroupExecute) ? GroupWrites : 0) | (mode.HasFlag(UnixFileMode.OtherExecute) ? OthersWrite : 0);
        if (File.Exists(database) && File.GetUnixFileMode(database) is var file && (file & reachable) != 0)
        {
            throw new StoreException($"{database} can be written by {Who(file)} (mode {Octal(file)}). Nothing was changed. To use it: chmod go-w {Word(database)}");
        }
    }

    private static string Who(UnixFileMode mode) => mode.HasFlag(OthersWrite) ? "every user of this machine" : "its group";

    private static string Octal(UnixFileMode mode) => $"0{Convert.ToString((int)mode & 0x1FF, 8)}";

    private static string Word(string path) =>
        path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Null where the system does not say: then modes alone count.
    private static uint? OwnerOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var buffer = new byte[StatxBytes];
            return statx(AtCurrentFolder, path, 0, OwnerOnly, buffer) == 0 ? BitConverter.ToUInt32(buffer, OwnerAt) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static uint? UserOf() => OperatingSystem.IsLinux() ? geteuid() : null;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, [Out] byte[] buffer);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
