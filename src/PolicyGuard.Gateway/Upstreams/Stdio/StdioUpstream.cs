using System.Collections.Concurrent;
using System.ComponentModel;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>A tool server that is a command: every session has a child process of its own, which dies with the session and with us.</summary>
internal sealed class StdioUpstream : IUpstream
{
    private readonly ConcurrentDictionary<StdioSession, bool> _sessions = new();
    private readonly RpcLimits _limits;
    private readonly TimeProvider _time;
    private readonly UpstreamLog _log;
    private string? _startFault;
    private int _children;

    /// <param name="options">What to start; <see cref="UpstreamOptions.Command"/> is set.</param>
    /// <param name="limits">Bounds on what a child may say in one message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes lines of the log, ready to be shown: what children write to their standard error, and what becomes of them.</param>
    public StdioUpstream(UpstreamOptions options, RpcLimits limits, TimeProvider time, Action<string> log)
    {
        (Options, _limits, _time) = (options, limits, time);
        _log = new UpstreamLog(options.Name, log, time);
    }

    /// <inheritdoc/>
    public UpstreamOptions Options { get; }

    /// <inheritdoc/>
    public string? Fault => _startFault ?? _sessions.Keys.Select(session => session.Fault).FirstOrDefault(fault => fault is not null);

    /// <inheritdoc/>
    public bool IsFull => Volatile.Read(ref _children) >= Options.MaxChildren;

    /// <inheritdoc/>
    public ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Interlocked.Increment(ref _children) > Options.MaxChildren)
        {
            Interlocked.Decrement(ref _children);
            throw new UpstreamException(Reasons.TooManyChildren, $"upstream `{Options.Name}` already has {Options.MaxChildren} processes, one for each session; end some, or raise upstreams.{Options.Name}.max_children");
        }

        try
        {
            var session = new StdioSession(StartChild, Options, _limits, unsolicited, _time, _log, Ended);
            _sessions[session] = true;
            _startFault = null;
            return new(session);
        }
        catch (UpstreamException e)
        {
            Interlocked.Decrement(ref _children);
            _startFault = e.Message;
            throw;
        }
    }

    /// <summary>Ends all sessions and their children.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_sessions.Keys.Select(session => session.DisposeAsync().AsTask()));

    private void Ended(StdioSession session)
    {
        _sessions.TryRemove(session, out _);
        Interlocked.Decrement(ref _children);
    }

    private ChildProcess StartChild()
    {
        var environment = ChildEnvironment.For(Options.Env);
        if (Options.Cwd is { } cwd && !Directory.Exists(cwd))
        {
            throw Unreachable($"its working directory `{cwd}` does not exist");
        }

        var path = CommandPath.Find(Options.Command!, environment, Options.Cwd)
            ?? throw Unreachable($"the command `{Options.Command}` was not found, or is no program");
        try
        {
            return ChildProcess.Start(new ChildPlan(path, Options.Args, environment, Options.Cwd), _time);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Unreachable($"`{path}` cannot be started: {e.Message}", e);
        }
    }

    private UpstreamException Unreachable(string why, Exception? inner = null) =>
        new(Reasons.UpstreamUnreachable, $"upstream `{Options.Name}`: {why}", inner);
}
