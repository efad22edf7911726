using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Taint.Flow;

/// <summary>Finds secrets that are sent in parts: the end of what a sink was given last, and the beginning of what it is given now, are looked at as one text.</summary>
internal sealed class Splits(PrintKey key)
{
    private const int MostParts = 4;
    private const int Shortest = 4;
    private readonly TailBox _box = new(key);
    private readonly Scanner _scanner = new();

    /// <summary>A finding that spans two calls, or null.</summary>
    public Finding? Find(ToolCall call, ToolProfile profile, FlowMemory memory)
    {
        foreach (var leaf in Parts(call, profile))
        {
            var box = memory.TailOf(SinkOf(call, leaf));
            if (box.IsEmpty || _box.Open(box.Span) is not { Length: > 0 } tail)
            {
                continue;
            }

            var joined = tail + (leaf.Text.Length > TailBox.MaxCharacters ? leaf.Text[..TailBox.MaxCharacters] : leaf.Text);
            foreach (var finding in _scanner.ScanPart(joined))
            {
                if (finding.Label.Overlaps(LabelSet.Secret) && finding.Start < tail.Length && finding.Start + finding.Length > tail.Length)
                {
                    return finding with { Pointer = leaf.Pointer, Start = 0, Length = finding.Start + finding.Length - tail.Length };
                }
            }
        }

        return null;
    }

    /// <summary>What is to be remembered of a call that ran.</summary>
    public IEnumerable<FlowEvent> Sent(ToolCall call, ToolProfile profile, DateTimeOffset at) =>
        Parts(call, profile).Select(leaf => new FlowEvent { Kind = FlowEventKind.Sent, At = at, Sink = SinkOf(call, leaf), Tail = _box.Seal(leaf.Text) });

    private static IEnumerable<Leaf> Parts(ToolCall call, ToolProfile profile) =>
        !profile.IsPublic || call.Arguments.IsEmpty ? [] : Leaf.Of(call.Arguments.Root).Where(static l => l.Text.Length >= Shortest).OrderByDescending(static l => l.Text.Length).Take(MostParts);

    private ulong SinkOf(ToolCall call, Leaf leaf) => key.Of('s', $"{call.Upstream}\n{call.Target.Full}\n{leaf.Pointer}");
}
