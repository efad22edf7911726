using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Outputs;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>
/// Reads a result into an event: whose words each field is, and the fingerprints of its values. A typed field of a record is data that the system
/// keeps; free text is somebody's words; what speaks to the agent is worse; what was fetched with an attacker's key is the attacker's.
/// </summary>
internal sealed class ResultReader(PrintKey key, FlowLimits limits, bool findsInstructions)
{
    private readonly Scanner _scanner = new();

    /// <summary>The event of a result.</summary>
    /// <param name="fetched">How it came about.</param>
    /// <param name="json">The raw JSON.</param>
    /// <param name="hasFindings">Whether the detectors found anything in it.</param>
    /// <param name="memory">What the flow remembers so far.</param>
    /// <param name="at">Now.</param>
    public FlowEvent Read(Fetched fetched, ReadOnlyMemory<byte> json, bool hasFindings, FlowMemory memory, DateTimeOffset at)
    {
        var work = new ResultWork(fetched, memory, new Printer(key), hasFindings ? _scanner : null, limits.MaxCharacters, findsInstructions);
        work.Walk(OutputReader.Read(json), "", [], (fetched.Named || fetched.Key == Origin.Named) && !FieldNames.IsOpinion(NameWords.Of(fetched.Call.Target.Shown)), 0);
        var signs = work.Signs | (fetched.Trust == SourceTrust.Trusted ? FlowSigns.None : FlowSigns.Outside);
        return new FlowEvent { Kind = FlowEventKind.Result, At = at, Signs = signs, Sources = work.Sources, Prints = work.Prints };
    }

    /// <summary>The event of somebody vouching for a value.</summary>
    public FlowEvent Vouch(string value, DateTimeOffset at)
    {
        var text = Cleaned.Of(value);
        var printer = new Printer(key);
        var prints = new HashSet<ulong> { printer.Whole(text) };
        printer.Values(text, hash => prints.Add(hash));
        printer.Prose(text, hash => prints.Add(hash));
        prints.Remove(0);
        return new FlowEvent
        {
            Kind = FlowEventKind.Declassified, At = at, Sources = [new FlowSource("", null, "", "", Origin.Trusted, [])], Prints = [.. prints.Select(static hash => new FlowPrint(hash, 0))],
        };
    }
}
