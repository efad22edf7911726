using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Notices the death of children that <see cref="PosixSpawn"/> started. A dead child is first only looked at, not reaped: until it is,
/// the system gives its number to nobody else, so whoever is told may still signal its group without hitting a stranger.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class ChildWatch
{
    private const int ByPid = 1; // P_PID
    private const int NoHang = 1; // WNOHANG
    private const int Exited = 4; // WEXITED
    private static readonly int NoReap = OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000; // WNOWAIT

    private static readonly ConcurrentDictionary<int, Action> Watched = new();
    private static readonly Lazy<PosixSignalRegistration> Signal = new(() => PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => CheckAll()));

    /// <summary>Must be called before a child is started, or its death may pass unseen.</summary>
    internal static void Arm() => _ = Signal.Value;

    /// <summary>Calls <paramref name="died"/> once, on a thread of the pool, when the child has died. It has to call <see cref="Reap"/>.</summary>
    internal static void Add(int pid, Action died)
    {
        Watched[pid] = died;
        Check(pid); // It may have died before it was watched.
    }

    /// <summary>Takes the dead child off the system's list; from here on its number may be given away.</summary>
    /// <returns>The exit code; 128 and the signal's number where a signal killed it; null where the system no longer knows.</returns>
    internal static int? Reap(int pid)
    {
        int result, status;
        do
        {
            result = Libc.WaitPid(pid, out status, 0);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

        if (result != pid)
        {
            return null;
        }

        var signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    private static void CheckAll()
    {
        foreach (var pid in Watched.Keys)
        {
            Check(pid);
        }
    }

    private static void Check(int pid)
    {
        if (IsDead(pid) && Watched.TryRemove(pid, out var died))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static action => action(), died, preferLocal: false);
        }
    }

    private static bool IsDead(int pid)
    {
        using var info = new NativeBlock(Libc.OpaqueBytes);
        if (Libc.WaitId(ByPid, pid, info.Address, Exited | NoHang | NoReap) != 0)
        {
            // Where our parent made us ignore SIGCHLD, the system reaps by itself and there is nothing left to wait for.
            return Marshal.GetLastPInvokeError() == Libc.NoChild;
        }

        return Marshal.ReadInt32(info.Address) != 0; // si_signo is SIGCHLD, or untouched where the child lives.
    }
}
