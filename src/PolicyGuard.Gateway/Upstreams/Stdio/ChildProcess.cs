using System.ComponentModel;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>What to start.</summary>
/// <param name="Path">The program's full path.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Environment">The whole environment that it sees.</param>
/// <param name="Cwd">Its working directory; null means ours.</param>
internal sealed record ChildPlan(string Path, IReadOnlyList<string> Args, IReadOnlyDictionary<string, string> Environment, string? Cwd);

/// <summary>
/// A child that dies with us, and takes with it whatever it started. Its three streams are ours; <see cref="Exited"/> completes when it
/// is dead, its process group is dead, and no zombie is left.
/// </summary>
internal abstract class ChildProcess : IAsyncDisposable
{
    /// <summary>How long a child may take to end after its input was closed, and again after SIGTERM. Clients give us about two seconds in all.</summary>
    internal static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(1), TermGrace = TimeSpan.FromMilliseconds(500);

    // A process in an uninterruptible wait (a dead network disk) survives SIGKILL for as long as it waits; we do not wait with it.
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<int?> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private int _stopping;

    private protected ChildProcess(TimeProvider time) => _time = time;

    /// <summary>Its process id, which on POSIX systems is that of its group and session too.</summary>
    internal abstract int Pid { get; }

    /// <summary>Where it reads.</summary>
    internal abstract Stream Input { get; }

    /// <summary>What it says.</summary>
    internal abstract Stream Output { get; }

    /// <summary>What it complains.</summary>
    internal abstract Stream Errors { get; }

    /// <summary>Its exit code once it is dead: 128 and the signal's number where a signal killed it, null where the system did not say.</summary>
    internal Task<int?> Exited => _exited.Task;

    /// <summary>Starts a child.</summary>
    /// <exception cref="Win32Exception">The system refused.</exception>
    /// <exception cref="IOException">Nothing would end it if we were killed.</exception>
    internal static ChildProcess Start(ChildPlan plan, TimeProvider time) =>
        OperatingSystem.IsWindows() ? WindowsChild.Start(plan, time) : PosixChild.Start(plan, time);

    /// <summary>Ends it as the protocol asks: closes its input, waits, asks with SIGTERM, waits, kills.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            await CloseInputAsync();
            if (!await EndsWithinAsync(CloseGrace))
            {
                Terminate();
                if (!await EndsWithinAsync(TermGrace))
                {
                    Kill();
                    await EndsWithinAsync(KillGrace);
                }
            }

            await Output.DisposeAsync();
            await Errors.DisposeAsync();
        }
        else
        {
            await EndsWithinAsync(CloseGrace + TermGrace + KillGrace);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Kills it and all that it started, now.</summary>
    internal abstract void Kill();

    /// <summary>Asks it and its group to end.</summary>
    private protected abstract void Terminate();

    private protected void ReportExit(int? code) => _exited.TrySetResult(code);

    private async ValueTask CloseInputAsync()
    {
        try
        {
            await Input.DisposeAsync();
        }
        catch (IOException)
        {
            // It closed its end first.
        }
    }

    private async ValueTask<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            await Exited.WaitAsync(time, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
