using PolicyGuard.Sqlite.Files;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>
/// A data folder and, beside it, what a disk would hold of it that lost everything which was never synced: kept up to date at each sync by a library
/// that is loaded before libc (<c>tests/PowerLoss/powerloss.c</c>).
/// </summary>
internal sealed class PowerLossDisk : IDisposable
{
    private const int Sector = 512;

    private static readonly Lazy<string?> Library = new(Compile);

    private readonly string _home = Directory.CreateTempSubdirectory("pg-powerloss-").FullName;

    private PowerLossDisk()
    {
        Make(Folder, Owner);
        Directory.CreateDirectory(Disk);
    }

    /// <summary>The data folder as running programs see it.</summary>
    public string Folder => Path.Combine(_home, "data");

    private string Disk => Path.Combine(_home, "disk");

    private static UnixFileMode Owner => UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes one, or skips the test with the reason.</summary>
    public static PowerLossDisk Make()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "preloads a library: needs Linux");
        Assert.SkipWhen(Library.Value is null, "compiles a library: needs cc, gcc or clang, and glibc");
        return new PowerLossDisk();
    }

    /// <summary>Starts a StoreHost whose syncs are heard.</summary>
    public Task<HostProcess> StartAsync(string command, params string[] arguments) => HostProcess.StartCommandAsync(
    [
        "env", $"LD_PRELOAD={Library.Value}", $"POWERLOSS_FOLDER={Folder}", $"POWERLOSS_DISK={Disk}", .. HostProcess.Command([command, Folder, .. arguments]),
    ]);

    /// <summary>The data folder as it is found when power returns, in a new folder; while programs run, as if it failed now.</summary>
    public TempFolder Image()
    {
        var image = new TempFolder();
        Stall();
        IDisposable? still;
        while ((still = FileLock.TryTake(Path.Combine(Disk, "lock"))) is null)
        {
            Thread.Sleep(1);
        }

        using (still)
        {
            Restore("root", image.Path);
        }

        File.Delete(Path.Combine(Disk, "wait"));

        return image;
    }

    /// <summary>
    /// As above, and of what was written since, each sector arrived, or did not, or is garbled where it was written. All programs have ended.
    /// </summary>
    public TempFolder TornImage(Random dice)
    {
        var image = Image();
        foreach (var file in Directory.GetFiles(image.Path, "policyguard.db*"))
        {
            Tear(file, Path.Combine(Folder, Path.GetFileName(file)), dice);
        }

        return image;
    }

    /// <summary>From now on no sync ends.</summary>
    public void Stall() => File.WriteAllBytes(Path.Combine(Disk, "wait"), []);

    /// <summary>Syncs go on.</summary>
    public void GoOn() => File.Delete(Path.Combine(Disk, "wait"));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private void Restore(string key, string to)
    {
        var names = Path.Combine(Disk, key);
        if (!File.Exists(names))
        {
            return;
        }

        foreach (var line in File.ReadLines(names))
        {
            var words = line.Split(' ', 4);
            var place = Path.Combine(to, words[3]);
            var mode = (UnixFileMode)Convert.ToInt32(words[1], 8);
            if (words[0] == "d")
            {
                Make(place, mode);
                Restore(words[2], place);
                continue;
            }

            var bytes = Path.Combine(Disk, words[2]);
            if (File.Exists(bytes))
            {
                File.Copy(bytes, place);
            }
            else
            {
                File.WriteAllBytes(place, []);
            }

            SetMode(place, mode);
        }
    }

    private static void Tear(string file, string newer, Random dice)
    {
        if (!File.Exists(newer) || !(Path.GetExtension(file) is ".db" or ".db-wal"))
        {
            return;
        }

        var (synced, written) = (File.ReadAllBytes(file), File.ReadAllBytes(newer));
        if (written.Length > synced.Length)
        {
            // A file grows before its new bytes arrive; they are zero until then.
            Array.Resize(ref synced, dice.Next(synced.Length, written.Length + 1));
        }

        for (var at = 0; at < Math.Min(synced.Length, written.Length); at += Sector)
        {
            var there = synced.AsSpan(at, Math.Min(Sector, Math.Min(synced.Length, written.Length) - at));
            var came = written.AsSpan(at, there.Length);
            switch (there.SequenceEqual(came) ? 0 : dice.Next(3))
            {
                case 1:
                    came.CopyTo(there);
                    break;
                case 2:
                    for (var i = 0; i < there.Length; i++)
                    {
                        there[i] = there[i] == came[i] ? there[i] : (byte)dice.Next(256);
                    }

                    break;
            }
        }

        File.WriteAllBytes(file, synced);
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        Directory.CreateDirectory(folder);
        SetMode(folder, mode);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static string? Compile()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "powerloss.so");
        var source = Path.Combine(AppContext.BaseDirectory, "powerloss.c");
        string[] compilers = ["cc", "gcc", "clang"];
        return compilers.Any(cc => Tool.Run(cc, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread") is not null) ? library : null;
    }
}
