using PolicyGuard.Envelopes;

namespace PolicyGuard.Gate;

/// <summary>One run of a permitted call: when it began and where. Begun before the executor is asked, so that the envelope says what the call found.</summary>
internal sealed class Execution
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private TimeSpan? _took;

    private Execution(GateServices services)
    {
        _clock = services.Clock;
        Environment = services.Workspace is { } workspace ? services.Environment.WithWorkspace(Survey(workspace, services.OnFault)) : services.Environment;
        At = _clock.GetUtcNow();
        _started = _clock.GetTimestamp();
    }

    /// <summary>Begins.</summary>
    public static Execution Begin(GateServices services) => new(services);

    /// <summary>Where the call runs.</summary>
    public EnvironmentSnapshot Environment { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset At { get; }

    /// <summary>When the executor returned or failed; now, while it runs.</summary>
    public DateTimeOffset EndedAt => At + (_took ?? Elapsed);

    /// <summary>How long it has taken up to now.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_started);

    /// <summary>The executor returned or failed.</summary>
    public void End() => _took ??= Elapsed;

    // The decision is written already: a workspace that cannot be read does not undo it, and the envelope says that nobody knows.
    private static string? Survey(Func<string?> workspace, Action<string> onFault)
    {
        try
        {
            return workspace();
        }
        catch (Exception fault)
        {
            onFault($"the workspace cannot be read, envelopes say 'unknown': {fault.Message}");
            return EnvironmentFacts.UnknownWorkspace;
        }
    }
}
