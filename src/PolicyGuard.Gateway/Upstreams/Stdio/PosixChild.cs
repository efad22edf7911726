using System.IO.Pipes;
using System.Runtime.Versioning;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>A child on Linux or macOS: leader of its own session, in the <see cref="Keeper"/>'s care.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PosixChild : ChildProcess
{
    private readonly AnonymousPipeServerStream _input;
    private readonly AnonymousPipeServerStream _output;
    private readonly AnonymousPipeServerStream _errors;
    private readonly string _mark;
    private readonly Lock _lock = new();
    private bool _reaped;

    private PosixChild(ChildPlan plan, TimeProvider time)
        : base(time)
    {
        // Made by the runtime with close-on-exec set at once, so that no child started at the same moment inherits them.
        _input = new(PipeDirection.Out, HandleInheritability.None);
        _output = new(PipeDirection.In, HandleInheritability.None);
        _errors = new(PipeDirection.In, HandleInheritability.None);
        _mark = Keeper.Shared.NextMark();
        try
        {
            var environment = new Dictionary<string, string>(plan.Environment) { [ChildEnvironment.Mark] = _mark };
            Pid = PosixSpawn.Start(plan.Path, plan.Args, environment, plan.Cwd, [Theirs(_input), Theirs(_output), Theirs(_errors)]);
        }
        catch
        {
            _input.Dispose();
            _output.Dispose();
            _errors.Dispose();
            throw;
        }

        Keeper.Shared.Add(Pid);
        _input.DisposeLocalCopyOfClientHandle();
        _output.DisposeLocalCopyOfClientHandle();
        _errors.DisposeLocalCopyOfClientHandle();
        ChildWatch.Add(Pid, OnDeath);
    }

    internal override int Pid { get; }

    internal override Stream Input => _input;

    internal override Stream Output => _output;

    internal override Stream Errors => _errors;

    internal static new PosixChild Start(ChildPlan plan, TimeProvider time)
    {
        ChildWatch.Arm();
        Keeper.Shared.Ready();
        return new PosixChild(plan, time);
    }

    internal override void Kill()
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                ProcessSweep.Kill(Pid, _mark);
            }
        }
    }

    private protected override void Terminate()
    {
        lock (_lock)
        {
            if (!_reaped)
            {
                _ = Libc.Kill(-Pid, Libc.SigTerm);
            }
        }
    }

    private static int Theirs(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    private void OnDeath()
    {
        int? code;
        lock (_lock)
        {
            // In this order: while the leader is a zombie, its number belongs to nobody else.
            ProcessSweep.Kill(Pid, _mark);
            Keeper.Shared.Remove(Pid);
            code = ChildWatch.Reap(Pid);
            _reaped = true;
        }

        ReportExit(code);
    }
}
