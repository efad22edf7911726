using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Replay;
using PolicyGuard.Governance.Replay;
using PolicyGuard.Governance.Replay.Drift;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Replay;

/// <summary>Runs a recorded call again through the gate: the same engine, policies, approvals and log as for any other call.</summary>
internal sealed class CallReplay(Engine engine, ProgramOptions options, TimeProvider clock)
{
    /// <summary>Why a call may not be run again at all, or null.</summary>
    /// <param name="recorded">The recorded decision.</param>
    /// <param name="yes">Whether the operator said so for this once.</param>
    public string? Objection(RecordedDecision recorded, bool yes)
    {
        if (recorded.Method is not null || ReplayUpstream.MethodOf(recorded.CallKind, recorded.Target) is null || recorded.Upstream is null)
        {
            return "it is not a call that stands by itself, and is not run again";
        }

        return yes || IsReplayable(recorded)
            ? null
            : $"`{recorded.Target}` is not marked as replayable: running it again may do again what it did. Name it in audit.replayable where it changes nothing, or say --yes for this once";
    }

    /// <summary>Runs the call so many times.</summary>
    /// <param name="run">What is run again.</param>
    /// <param name="kept">Its target and arguments.</param>
    /// <param name="upstream">The configured upstream.</param>
    /// <param name="times">How often.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="UpstreamException">The upstream cannot be reached or started.</exception>
    /// <exception cref="RegistryException">The registry cannot be read.</exception>
    public async Task<Outcome> RunAsync(RecordedRun run, KeptArguments kept, UpstreamOptions upstream, int times, CancellationToken ct)
    {
        await using var target = ReplayUpstream.Open(upstream, options.Gateway.Message, engine.Services.Pins, clock, engine.Services.OnFault);
        var definition = await target.FindAsync(run.Decision.CallKind == CallKind.Tool ? kept.Target!.Shown : "", ct);
        var samples = new List<ReplaySample>();
        var policySet = run.Decision.PolicySet;
        for (var i = 0; i < times; i++)
        {
            var call = CallOf(run.Decision, kept, definition);
            var catcher = new Catcher(target.Executor(call), clock);
            var reply = await engine.Gate.InvokeAsync(call, catcher, ct);
            policySet = reply.Decision.PolicySet;
            if (reply.Status is ReplyStatus.Refused or ReplyStatus.Withheld)
            {
                return new Outcome(null, reply);
            }

            var output = catcher.Result?.Json ?? default;
            samples.Add(reply.Status == ReplyStatus.Failed
                ? new ReplaySample(catcher.At, catcher.Took, null, default, reply.Reason)
                : new ReplaySample(catcher.At, catcher.Took, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(output.Span)), output));
        }

        return new Outcome(
            new DriftCase(run.Outcome, samples)
            {
                DefinitionChanged = run.Decision.Definition is { } hash && definition is not null && definition.Hash != hash,
                PolicySetChanged = policySet != run.Decision.PolicySet,
            },
            null);
    }

    private bool IsReplayable(RecordedDecision recorded) =>
        (recorded.OpaqueTarget ? CanonicalName.TryCreateOpaque(recorded.Target, out var name, out _) : CanonicalName.TryCreate(recorded.Target, out name, out _))
        && options.Replayable.Any(glob => NamePattern.OfGlob(glob).Matches(name!, wide: false, recorded.Upstream));

    private ToolCall CallOf(RecordedDecision recorded, KeptArguments kept, ToolDefinition? definition) => new()
    {
        Id = Ids.Call(clock.GetUtcNow()),
        Kind = recorded.CallKind,
        ActionType = recorded.ActionType,
        Target = kept.Target!,
        Upstream = recorded.Upstream,
        Arguments = kept.Arguments!,
        ReplayOf = recorded.CallId,

        // Whoever is at the terminal speaks for the agent of then; that its id was proved then is in the log.
        Caller = new Caller($"cli:{Environment.UserName}", CallerProof.Process),
        Agent = new AgentRef(recorded.Agent, recorded.Proven),
        Flow = new FlowKey(FlowKeySource.CallerWindow, $"replay:{recorded.CallId}"),
        Context = options.Gateway.Context,
        Definition = recorded.CallKind == CallKind.Tool ? definition : null,
        ReceivedAt = clock.GetUtcNow(),
    };

    /// <summary>What came of it.</summary>
    /// <param name="Case">What is to be compared; null where the gate let the call not run.</param>
    /// <param name="Stopped">The gate's reply where it did not.</param>
    internal sealed record Outcome(DriftCase? Case, Reply? Stopped);

    private sealed class Catcher(IExecutor inner, TimeProvider clock) : IExecutor
    {
        public DateTimeOffset At { get; private set; }

        public TimeSpan Took { get; private set; }

        public ToolResult? Result { get; private set; }

        public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            At = clock.GetUtcNow();
            var started = clock.GetTimestamp();
            try
            {
                return Result = await inner.RunAsync(permit, ct);
            }
            finally
            {
                Took = clock.GetElapsedTime(started);
            }
        }
    }
}
