using System.Buffers;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Outputs;
using PolicyGuard.Taint.Flow.Values;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.Flow;

/// <summary>Walks over one result and gathers its sources and fingerprints.</summary>
internal sealed class ResultWork(Fetched fetched, FlowMemory memory, Printer printer, Scanner? scanner, int room, bool findsInstructions)
{
    private const int MostPaths = 256;
    private const int LongestPath = 128;
    private const int DataWords = 6;
    private const int LongestEcho = 1024;
    private readonly Dictionary<(string, Origin, bool, string), ushort> _known = [];
    private readonly HashSet<FlowPrint> _seen = [];
    private readonly HashSet<string> _paths = [];
    private readonly HashSet<ulong> _own = Own(fetched, printer);
    private readonly List<(int Start, int End)> _speaking = [];
    private int _left = room;

    public FlowSigns Signs { get; private set; }

    public List<FlowSource> Sources { get; } = [];

    public List<FlowPrint> Prints { get; } = [];

    public void Walk(Node node, string path, IReadOnlyList<string> name, bool named, int depth)
    {
        named &= !FieldNames.IsOpinion(name);
        if (node.Text is { } text)
        {
            Text(text, node.IsProse, path, name, named);
            return;
        }

        if (node.Members.Count > 0)
        {
            named |= !node.IsWrapping && Records.IsNamed(node, memory, printer);
            foreach (var (member, value) in node.Members)
            {
                // Names are data too: a dictionary of hotels has them as keys.
                if (!node.IsWrapping)
                {
                    Print(member, Source(path + "/*", Data(), false, ""));
                }

                Walk(value, Extend(path, member), node.IsWrapping ? [] : NameWords.Of(member), named || Records.Names(member, memory, printer), depth + 1);
            }
        }

        foreach (var item in node.Items)
        {
            Walk(item, path.EndsWith("/*", StringComparison.Ordinal) ? path : path + "/*", name, named, depth + 1);
        }
    }

    private void Text(string raw, bool isProse, string path, IReadOnlyList<string> name, bool named)
    {
        if (_left <= 0)
        {
            Signs |= FlowSigns.Cut;
            return;
        }

        if (raw.Length > _left)
        {
            Signs |= FlowSigns.Cut;
            raw = raw[.._left];
        }

        _left -= raw.Length + 1;
        var words = CountWords(raw);
        var single = words <= 1 && !raw.AsSpan().Trim().Contains(' ');
        var prose = fetched.Profile.IsDocument || (isProse && !single) || (!isProse && FieldNames.IsProse(name)) || words > DataWords || raw.Contains('\n', StringComparison.Ordinal);
        var origin = prose ? Words(named) : Data();
        Signs |= prose && origin >= Origin.Words ? FlowSigns.Foreign : 0;
        var sensitive = FieldNames.IsSensitive(name);
        _speaking.Clear();
        if (words < 4 || !findsInstructions || origin == Origin.Trusted)
        {
            Segment(raw, prose, Source(path, origin, sensitive, ""));
        }
        else
        {
            Spans(raw, prose, path, origin, sensitive);
        }

        if (scanner is not null)
        {
            Secrets(raw, path, origin);
        }
    }

    private void Spans(string raw, bool prose, string path, Origin origin, bool sensitive)
    {
        var from = 0;
        foreach (var span in InstructionScan.Find(raw))
        {
            if (!span.IsStrong)
            {
                Signs |= FlowSigns.Asking;
                continue;
            }

            Signs |= FlowSigns.Instructing;
            var (start, end) = Whole(raw, span.Start, span.Start + span.Length);
            if (start > from)
            {
                Segment(raw[from..start], prose, Source(path, origin, sensitive, ""));
            }

            from = Math.Max(from, end);
            _speaking.Add((start, end));
            Segment(raw[start..from], true, Source(path, Origin.Instructed, sensitive, ""));
        }

        if (from < raw.Length)
        {
            Segment(raw[from..], prose, Source(path, origin, sensitive, ""));
        }
    }

    // A sentence may seem to end at the dot of an address; no value is cut in two.
    private static (int Start, int End) Whole(string text, int start, int end)
    {
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    private void Segment(string raw, bool prose, ushort source)
    {
        var text = Cleaned.Of(raw);
        if (!prose)
        {
            Print(text, source);
            return;
        }

        Print(printer.Whole(text), source);
        printer.Values(text, hash => Print(hash, source));
        printer.Prose(text, hash => Print(hash, source));
    }

    // A value of its own: whole, in its forms, and by its words.
    private void Print(string text, ushort source)
    {
        Print(printer.Whole(text), source);
        printer.Values(text, hash => Print(hash, source));
        printer.Prose(text, hash => Print(hash, source));
    }

    private void Secrets(string raw, string path, Origin origin)
    {
        foreach (var finding in scanner!.ScanPart(raw))
        {
            var text = Cleaned.Of(raw.Substring(finding.Start, finding.Length));
            var spoken = _speaking.Exists(s => finding.Start < s.End && finding.Start + finding.Length > s.Start);
            var source = Source(path, spoken ? Origin.Instructed : origin, finding.Label.Overlaps(LabelSet.Secret), finding.Label.ToString());
            printer.Values(text, hash => Print(hash, source));
            Print(printer.Whole(text), source);
        }
    }

    private void Print(ulong hash, ushort source)
    {
        if (hash != 0 && !_own.Contains(hash) && _seen.Add(new FlowPrint(hash, source)))
        {
            Prints.Add(new FlowPrint(hash, source));
        }
    }

    // What the agent itself said and the tool says back tells nothing new: if it came from somebody, it is remembered already.
    private static HashSet<ulong> Own(Fetched fetched, Printer printer)
    {
        var own = new HashSet<ulong>();
        if (!fetched.Call.Arguments.IsEmpty)
        {
            foreach (var leaf in Leaf.Of(fetched.Call.Arguments.Root).Where(static l => l.Text.Length <= LongestEcho))
            {
                var text = Cleaned.Of(leaf.Text);
                own.Add(printer.Whole(text));
                printer.Values(text, hash => own.Add(hash));
                if (text.AsSpan().IndexOf(' ') < 0)
                {
                    printer.Prose(text, hash => own.Add(hash));
                }
            }
        }

        return own;
    }

    private Origin Words(bool named) => fetched.Trust == SourceTrust.Trusted ? Origin.Trusted
        : fetched.Key == Origin.Instructed ? Origin.Instructed
        : named && fetched.Key is not Origin.Words ? Origin.Named
        : Origin.Words;

    private Origin Data() => fetched.Trust == SourceTrust.Trusted ? Origin.Trusted
        : fetched.Key is Origin.Words or Origin.Instructed ? fetched.Key.Value
        : fetched.Profile.IsDocument ? Origin.Words
        : Origin.Data;

    private ushort Source(string path, Origin origin, bool sensitive, string label)
    {
        path = _paths.Count < MostPaths || _paths.Contains(path) ? path : "/*";
        if (_known.TryGetValue((path, origin, sensitive, label), out var known))
        {
            return known;
        }

        _paths.Add(path);
        var index = (ushort)Sources.Count;
        var labels = new List<string>();
        if (origin >= Origin.Data)
        {
            labels.Add("untrusted_external");
        }

        if (label.Length > 0)
        {
            labels.Add(label);
        }

        Sources.Add(new FlowSource(fetched.Call.Id, fetched.Call.Upstream, Short(fetched.Call.Target.Shown), path, origin, labels)
        {
            IsDocument = fetched.Profile.IsDocument,
            IsConfidential = sensitive || fetched.Trust == SourceTrust.Confidential,
        });
        _known.Add((path, origin, sensitive, label), index);
        return index;
    }

    private static string Extend(string path, string member) => Short(path + "/" + (IsName(member) || FieldNames.IsSensitive(NameWords.Of(member)) ? member : "*"));

    // A member's name may itself be a value; only what looks like a name of a programmer's is told.
    private static bool IsName(string member) =>
        member.Length is > 0 and <= 40 && member.AsSpan().IndexOfAnyExcept(NameChars) < 0 && member.AsSpan().Count('_') < 6;

    private static readonly SearchValues<char> NameChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");

    private static string Short(string text) => text.Length <= LongestPath ? text : text[..LongestPath];

    private static int CountWords(string text)
    {
        var words = new WordRuns(text);
        var count = 0;
        while (count < 64 && words.Next())
        {
            count++;
        }

        return count;
    }
}
