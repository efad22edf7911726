using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// A shell of about one megabyte, shared by all children, that kills them when we die, however we die: it reads a pipe of which only we hold
/// the other end, and the system closes that even on SIGKILL. It sits in a session of its own, so that nothing aimed at us hits it first.
/// Why not <c>PR_SET_PDEATHSIG</c>, a wrapper per child or a cgroup: <c>docs/decisions/004-children-die-with-us.md</c>.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Keeper
{
    // Lines are "+group" and "-group". Only dash, the pipe and (on Linux) grep are needed; a missing grep loses the strays, not the groups.
    private const string Script = """
        trap '' HUP INT QUIT TERM
        groups=' '
        while read -r line; do
          case $line in
            +*) groups="$groups${line#+} " ;;
            -*) case $groups in *" ${line#-} "*) groups="${groups%% "${line#-}" *} ${groups#* "${line#-}" }" ;; esac ;;
          esac
        done
        for group in $groups; do kill -9 -- "-$group"; done
        round=0
        while [ -d /proc/self ] && [ $round -lt 8 ]; do
          found=
          for file in $(grep -lsF "$1" /proc/[0-9]*/environ); do
            pid=${file#/proc/}
            kill -9 "${pid%/environ}" && found=1
          done
          [ "$found" ] || break
          round=$((round + 1))
        done
        """;

    private static readonly Dictionary<string, string> Surroundings = new() { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C" };

    private readonly Lock _lock = new();
    private readonly HashSet<int> _groups = [];
    private readonly string _token = Ids.New("pg");
    private AnonymousPipeServerStream? _lifeline;
    private int _children;

    private Keeper()
    {
    }

    /// <summary>The one of this process.</summary>
    internal static Keeper Shared { get; } = new();

    /// <summary>The keeper's process id; 0 where none runs.</summary>
    internal int Pid { get; private set; }

    /// <summary>A mark for one more child, to be put into its environment.</summary>
    internal string NextMark() => $"{_token}.{Interlocked.Increment(ref _children)}";

    /// <summary>Makes sure that a keeper runs. To be called before a child is started, so that no child is ever without one.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    internal void Ready()
    {
        lock (_lock)
        {
            // As process 1 we take every process of the container with us, and there may be no shell in it.
            if (_lifeline is null && Environment.ProcessId != 1)
            {
                Start();
            }
        }
    }

    /// <summary>Puts a child's process group into its care.</summary>
    internal void Add(int group) => Tell(group, added: true);

    /// <summary>Releases a group. Must happen before the child is reaped, or the keeper could later kill a stranger of the same number.</summary>
    internal void Remove(int group) => Tell(group, added: false);

    private void Tell(int group, bool added)
    {
        lock (_lock)
        {
            _ = added ? _groups.Add(group) : _groups.Remove(group);
            try
            {
                _lifeline?.Write(Encoding.ASCII.GetBytes($"{(added ? '+' : '-')}{group}\n"));
            }
            catch (IOException)
            {
                // The keeper is dead; its successor is told of every group that is left.
            }
        }
    }

    private void Start()
    {
        ChildWatch.Arm();
        var lifeline = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        try
        {
            using var silence = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            var input = lifeline.ClientSafePipeHandle;
            Pid = PosixSpawn.Start(
                "/bin/sh",
                ["-c", Script, "policyguard-keeper", $"{ChildEnvironment.Mark}={_token}."],
                Surroundings,
                "/",
                [(int)input.DangerousGetHandle(), (int)silence.DangerousGetHandle(), (int)silence.DangerousGetHandle()]);
            lifeline.DisposeLocalCopyOfClientHandle();
            foreach (var group in _groups)
            {
                lifeline.Write(Encoding.ASCII.GetBytes($"+{group}\n"));
            }

            _lifeline = lifeline;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            lifeline.Dispose();
            throw new IOException($"no child is started without /bin/sh to end it if we are killed: {e.Message}", e);
        }

        var pid = Pid;
        ChildWatch.Add(pid, () => Replace(pid));
    }

    /// <summary>Somebody killed the keeper: children that live on get a new one at once.</summary>
    private void Replace(int dead)
    {
        ChildWatch.Reap(dead);
        lock (_lock)
        {
            _lifeline?.Dispose();
            _lifeline = null;
            Pid = 0;
            if (_groups.Count == 0)
            {
                return;
            }

            try
            {
                Start();
            }
            catch (IOException)
            {
                // The next child cannot start without one and says why.
            }
        }
    }
}
