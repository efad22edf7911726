using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Gate;

/// <summary>Judges calls by what their flow remembers (steps 2 and 3), and remembers what they bring (step 9).</summary>
internal sealed class FlowWatch(FlowBook book)
{
    private readonly TaintOptions _options = book.Options;
    private readonly FlowJudge _judge = new(book.Key, book.Options);
    private readonly Profiles _profiles = new(book.Options);

    /// <summary>What the flow says of a call.</summary>
    public FlowVerdict Judge(ToolCall call)
    {
        if (_options.Mode == FlowMode.Off || call.IsFollowUp || !Brings(call.Kind))
        {
            return FlowVerdict.Silent;
        }

        var memory = book.Current(call.Flow);
        return memory.IsEmpty && !memory.HasRequest ? FlowVerdict.Silent : Soften(_judge.Judge(call, _profiles.Of(call), memory));
    }

    /// <summary>Remembers a result.</summary>
    /// <returns>The event, already applied; null where nothing is remembered.</returns>
    public FlowEvent? Remember(ToolCall call, FlowVerdict verdict, ReadOnlyMemory<byte> json, bool hasFindings)
    {
        if (_options.Mode == FlowMode.Off || !Brings(call.Kind) || json.IsEmpty)
        {
            return null;
        }

        var trust = _options.Sanitizers.Any(s => s.Matches(call.Target, wide: false, call.Upstream)) ? SourceTrust.Trusted : _options.TrustOf(call.Target, call.Upstream);
        return book.Remember(new Fetched(call, _profiles.Of(call), trust, verdict.Key, verdict.Named), json, hasFindings);
    }

    /// <summary>Remembers the end of what a call sent.</summary>
    /// <returns>The events, already applied.</returns>
    public IReadOnlyList<FlowEvent> Sent(ToolCall call) =>
        _options.Mode == FlowMode.Off || !Brings(call.Kind) ? [] : book.Sent(call, _profiles.Of(call));

    private static bool Brings(CallKind kind) => kind is CallKind.Tool or CallKind.Resource or CallKind.Prompt or CallKind.Action;

    private FlowVerdict Soften(FlowVerdict verdict) => _options.Mode switch
    {
        FlowMode.Ask when verdict.Effect == Effect.Deny => verdict.As(Effect.RequireApproval),
        FlowMode.Warn when verdict.Effect > Effect.Warn => verdict.As(Effect.Warn),
        _ => verdict,
    };
}
