using System.ComponentModel;
using System.Diagnostics;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>A child on Windows: member of a job that the system ends when our last handle to it closes, so also when we are killed.</summary>
internal sealed class WindowsChild : ChildProcess
{
    private readonly Process _process;

    private WindowsChild(Process process, TimeProvider time)
        : base(time) => _process = process;

    internal override int Pid => _process.Id;

    internal override Stream Input => _process.StandardInput.BaseStream;

    internal override Stream Output => _process.StandardOutput.BaseStream;

    internal override Stream Errors => _process.StandardError.BaseStream;

    internal static new WindowsChild Start(ChildPlan plan, TimeProvider time)
    {
        var start = new ProcessStartInfo(plan.Path, plan.Args)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = plan.Cwd ?? "",
        };
        start.Environment.Clear();
        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new Win32Exception("no process was started");
        var child = new WindowsChild(process, time);
        process.Exited += (_, _) => child.ReportExit(process.ExitCode);
        process.EnableRaisingEvents = true;
        try
        {
            WindowsJob.Shared.Add(process.Handle);
        }
        catch (Win32Exception)
        {
            child.Kill();
            throw;
        }

        return child;
    }

    internal override void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is dead already, or dying.
        }
    }

    // Windows has no signal that a console program without a window would hear.
    private protected override void Terminate() => Kill();
}
