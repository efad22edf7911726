using System.Reflection;
using System.Runtime.InteropServices;

namespace PolicyGuard.Sqlite.Native;

/// <summary>Finds the system's SQLite and refuses one that is too old.</summary>
/// <remarks>
/// The floor is 3.37.0 (2021-11): <c>STRICT</c> tables, so that a column holds what the schema says, and <c>RETURNING</c>. Known security
/// defects are the distributor's to patch, and they do so without a new version number (Debian 12 ships a patched 3.40.1), so
/// a higher floor would refuse patched systems and prove nothing. The one defect of the library that would cost us entries, the
/// WAL-reset race (present up to 3.51.2), is kept out by the way <see cref="Writing.Checkpointer"/> works.
/// </remarks>
internal static class SqliteLibrary
{
    internal const int Floor = 3_037_000;

    private static readonly Lazy<string?> Refusal = new(Load);

    /// <summary>Loads the library at its first use.</summary>
    /// <exception cref="StoreException">There is none that we can use.</exception>
    internal static void Require()
    {
        if (Refusal.Value is { } why)
        {
            throw new StoreException($"the store cannot be opened: {why}");
        }
    }

    /// <summary>The version as SQLite writes it.</summary>
    internal static unsafe string Version => Marshal.PtrToStringUTF8((nint)Sqlite3.sqlite3_libversion()) ?? "?";

    /// <summary>What to say of a version number; null where it is new enough.</summary>
    internal static string? Judge(int versionNumber, string version) => versionNumber >= Floor
        ? null
        : $"the system's SQLite is {version}; PolicyGuard needs 3.37 or newer. {HowToInstall}";

    private static string HowToInstall =>
        OperatingSystem.IsLinux()
            ? "Install or update it: apt install libsqlite3-0 (Debian, Ubuntu), dnf install sqlite-libs (Fedora), apk add sqlite-libs (Alpine)." :
        OperatingSystem.IsMacOS() ? "It comes with macOS 12 or newer." :
        "It comes with Windows as winsqlite3.dll; a newer sqlite3.dll beside the program is used instead.";

    private static string[] Candidates =>
        OperatingSystem.IsWindows() ? ["sqlite3.dll", "winsqlite3.dll"] :
        OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"] :
        ["libsqlite3.so.0", "libsqlite3.so"];

    private static string? Load()
    {
        const DllImportSearchPath where = DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory;
        var handle = nint.Zero;
        foreach (var candidate in Candidates)
        {
            if (NativeLibrary.TryLoad(candidate, typeof(SqliteLibrary).Assembly, where, out handle))
            {
                break;
            }
        }

        if (handle == 0)
        {
            return $"no SQLite library was found (looked for {string.Join(", ", Candidates)}). {HowToInstall}";
        }

        NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Resolve);
        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Sqlite3.Library ? handle : 0;

        return Sqlite3.sqlite3_threadsafe() == 0
            ? $"the system's SQLite {Version} was built without thread safety and cannot be used."
            : Judge(Sqlite3.sqlite3_libversion_number(), Version);
    }
}
