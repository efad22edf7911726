using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Gate;

/// <summary>
/// What all flows remember, in this process. Each change is an event; whoever keeps events applies those of other processes with
/// <see cref="Apply"/>. Bounded: flows that were idle too long, or longest, go first.
/// </summary>
public sealed class FlowBook
{
    private readonly ConcurrentDictionary<FlowKey, FlowMemory> _flows = [];
    private readonly FlowLimits _limits;
    private readonly TimeProvider _clock;
    private readonly FlowMemory _nothing;
    private readonly RequestReader _requests;
    private readonly ResultReader _results;
    private readonly Splits _splits;

    /// <summary>An empty book.</summary>
    /// <param name="key">The key of the fingerprints; the same for all who share events.</param>
    /// <param name="options">What is done, and how much is remembered.</param>
    /// <param name="clock">The clock.</param>
    public FlowBook(PrintKey key, TaintOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        Key = key;
        Options = options;
        _limits = options.Limits;
        _clock = clock;
        _nothing = new FlowMemory(_limits);
        _requests = new RequestReader(key, _limits);
        _splits = new Splits(key);
        _results = new ResultReader(key, _limits, options.FindsInstructions);
    }

    /// <summary>What is done about what flows.</summary>
    public TaintOptions Options { get; }

    /// <summary>The key of the fingerprints.</summary>
    public PrintKey Key { get; }

    /// <summary>What a flow remembers now; an empty memory where nothing is known of it.</summary>
    public FlowMemory Current(FlowKey flow)
    {
        if (_flows.TryGetValue(flow, out var known) && _clock.GetUtcNow() - known.Last <= _limits.Idle)
        {
            return known;
        }

        return _nothing;
    }

    /// <summary>The user said what is wanted. Further requests in one flow add to it.</summary>
    /// <returns>The event, already applied.</returns>
    public FlowEvent Say(FlowKey flow, string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Take(flow, _requests.Read(request, _clock.GetUtcNow()));
    }

    /// <summary>A call brought a result.</summary>
    /// <returns>The event, already applied.</returns>
    internal FlowEvent Remember(Fetched fetched, ReadOnlyMemory<byte> json, bool hasFindings) =>
        Take(fetched.Call.Flow, _results.Read(fetched, json, hasFindings, Current(fetched.Call.Flow), _clock.GetUtcNow()));

    /// <summary>Something was sent to a sink.</summary>
    /// <returns>The events, already applied.</returns>
    internal IReadOnlyList<FlowEvent> Sent(ToolCall call, ToolProfile profile) => [.. _splits.Sent(call, profile, _clock.GetUtcNow()).Select(e => Take(call.Flow, e))];

    /// <summary>
    /// Somebody vouches for a value: from now on it counts as trusted in this flow, wherever it came from. Whoever offers this to people writes
    /// down who did it.
    /// </summary>
    /// <returns>The event, already applied.</returns>
    public FlowEvent Declassify(FlowKey flow, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return Take(flow, _results.Vouch(value, _clock.GetUtcNow()));
    }

    /// <summary>Takes in an event that somebody else made, or that was kept.</summary>
    public void Apply(FlowKey flow, FlowEvent flowEvent) => Take(flow, flowEvent);

    private FlowEvent Take(FlowKey flow, FlowEvent flowEvent)
    {
        var memory = _flows.AddOrUpdate(
            flow,
            static (_, book) => new FlowMemory(book._limits),
            static (_, known, book) => book._clock.GetUtcNow() - known.Last <= book._limits.Idle ? known : new FlowMemory(book._limits),
            this);
        memory.Apply(flowEvent);
        if (_flows.Count > _limits.MaxFlows)
        {
            // Rare, and bounded by the number of flows; the new one is the youngest and stays.
            foreach (var (idle, _) in _flows.OrderBy(static f => f.Value.Last).Take(_flows.Count - _limits.MaxFlows).ToList())
            {
                _flows.TryRemove(idle, out _);
            }
        }

        return flowEvent;
    }
}
