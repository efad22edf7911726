using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.Masking;

namespace PolicyGuard.Gate;

/// <summary>Looks at data on the way in and on the way out. Labels come from detectors, and flow in from earlier results.</summary>
internal sealed class Screen(Scanner scanner, FlowBook? flows)
{
    private readonly Scanner _results = new(scanner.Detectors.WithResults);
    private readonly FlowWatch? _watch = flows is null ? null : new FlowWatch(flows);

    public Screened Label(Admitted admitted)
    {
        var (arguments, sent) = (admitted.Call.Arguments, admitted.Call.Sent);
        IReadOnlyList<Finding> findings;
        if (sent is null)
        {
            findings = arguments.IsEmpty ? [] : scanner.Scan(arguments.Utf8.Span);
        }
        else
        {
            // The arguments lie within what is sent, so all is read once.
            findings = scanner.Scan(sent.Utf8.Span);
            findings = findings.Count == 0 ? findings : [.. findings.Select(f => f with { Pointer = sent.Place(f.Pointer) })];
        }

        var flow = _watch?.Judge(admitted.Call) ?? FlowVerdict.Silent;
        return new Screened(admitted, Scanner.LabelsOf(findings).Union(flow.Labels), findings, flow);
    }

    public Inspected Inspect(Permit permit, ToolResult result)
    {
        var findings = Scan(result.Json);
        return new Inspected(permit, result, Scanner.LabelsOf(findings), findings);
    }

    /// <summary>Remembers a result for the flow of its call.</summary>
    /// <param name="inspected">The result.</param>
    /// <param name="isGiven">Whether the agent gets it: what it does not get cannot steer it. What was sent was sent in any case.</param>
    /// <returns>The events, already applied; whoever keeps flows writes them down.</returns>
    public IReadOnlyList<FlowEvent> Remember(Inspected inspected, bool isGiven)
    {
        if (_watch is null)
        {
            return [];
        }

        var call = inspected.Permit.Call;
        var sent = _watch.Sent(call);
        var brought = !isGiven ? null : _watch.Remember(call, inspected.Permit.Opened.Decision.Flow, inspected.Result.Json, inspected.Findings.Count > 0);
        return brought is null ? sent : [.. sent, brought];
    }

    /// <summary>Looks at a result that somebody else obtained, and remembers it.</summary>
    public (IReadOnlyList<Finding> Findings, FlowEvent? Remembered) Observe(ToolCall call, ReadOnlyMemory<byte> json)
    {
        var findings = Scan(json);
        return (findings, _watch?.Remember(call, _watch.Judge(call), json, findings.Count > 0));
    }

    /// <summary>Looks at a result that somebody else obtained.</summary>
    public IReadOnlyList<Finding> Scan(ReadOnlyMemory<byte> json) => json.IsEmpty ? [] : ResultScan.Complete(_results, json.Span, _results.Scan(json.Span));
}
