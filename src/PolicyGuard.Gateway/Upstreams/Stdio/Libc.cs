using System.Runtime.InteropServices;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>The calls of the C library that .NET has no name for: starting a program in a session of its own, and waiting without reaping.</summary>
internal static partial class Libc
{
    internal const int SigHup = 1;
    internal const int SigInt = 2;
    internal const int SigQuit = 3;
    internal const int SigKill = 9;
    internal const int SigPipe = 13;
    internal const int SigTerm = 15;

    internal const int NoProcess = 3; // ESRCH
    internal const int Interrupted = 4; // EINTR
    internal const int NoChild = 10; // ECHILD

    /// <summary>More than any libc takes for an attribute, a set of file actions, a signal set or a <c>siginfo_t</c> (glibc: 336, 80, 128, 128 bytes).</summary>
    internal const int OpaqueBytes = 1024;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    internal static partial int Spawn(out int pid, nint path, nint actions, nint attributes, nint argv, nint envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int ActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int ActionsDestroy(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int ActionsDup2(nint actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ActionsChdir(nint actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static partial int ActionsCloseFrom(nint actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static partial int AttributesInit(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int AttributesDestroy(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int AttributesFlags(nint attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int AttributesDefaultSignals(nint attributes, nint set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int AttributesSignalMask(nint attributes, nint set);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    internal static partial int SetEmpty(nint set);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    internal static partial int SetAdd(nint set, int signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    internal static partial int WaitId(int idType, int id, nint info, int options);
}
