using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint.Layers;

namespace PolicyGuard.Taint;

/// <summary>
/// Runs detectors over every string of a JSON tree: values, member names and numbers, each as it is, as what it holds in encoded layers, and as what
/// it makes together with those beside it. Works on the bytes, without building a tree; a text without a sign of anything costs one pass.
/// </summary>
public sealed class Scanner
{
    /// <summary>Findings kept of one value; a text with more is labelled all the same.</summary>
    public const int MaxFindings = 256;

    /// <summary>The detector of the finding that says that something was left unread, because the work for one message is bounded; its label is <c>custom:unscanned</c>.</summary>
    public const string Unscanned = ValueHits.Unscanned;

    // No detector can hit in fewer characters than an e-mail address has, unless a member's name helps.
    private const int ShortestHit = 6;

    // No token that says by itself what it is, and no drawn word, is shorter.
    private const int ShortestTelling = 12;

    /// <summary>A scanner with the detectors that come with the program.</summary>
    public Scanner()
        : this(DetectorSet.BuiltIn)
    {
    }

    /// <summary>A scanner with a set of detectors.</summary>
    public Scanner(DetectorSet detectors) => Detectors = detectors;

    /// <summary>The detectors.</summary>
    public DetectorSet Detectors { get; }

    /// <summary>What the detectors find in one JSON value.</summary>
    /// <param name="utf8">One JSON value; at most 256 levels deep.</param>
    /// <exception cref="JsonException">Not one JSON value.</exception>
    public IReadOnlyList<Finding> Scan(ReadOnlySpan<byte> utf8) => Scan(utf8, out _);

    /// <summary>What the detectors find in a plain text; the findings' pointer is empty.</summary>
    /// <remarks>A text that is nothing but one number with a right check digit is a finding as well: what else would somebody ask of it? A part of a result is not.</remarks>
    public IReadOnlyList<Finding> ScanText(string text) => ScanText(text, isPart: false, out _);

    /// <summary>What the detectors find in a plain text that was a part of something: a bare number says nothing there.</summary>
    internal IReadOnlyList<Finding> ScanPart(string text) => ScanText(text, isPart: true, out _);

    /// <summary>The labels of all findings together.</summary>
    public static LabelSet LabelsOf(IReadOnlyList<Finding> findings)
    {
        var labels = LabelSet.None;
        foreach (var finding in findings)
        {
            labels = labels.Union(finding.Label);
        }

        return labels;
    }

    /// <summary>As above; says how much was done.</summary>
    internal IReadOnlyList<Finding> Scan(ReadOnlySpan<byte> utf8, out long work)
    {
        List<Finding>? findings = null;
        var run = ScanRun.Begin(Detectors, utf8.Length);
        var path = new JsonPath(run.Path);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        run.Siblings.Enter();
                        run.Member.Leave();
                        break;
                    case JsonTokenType.StartArray:
                        run.Siblings.Enter();
                        run.Member.BeginArray();
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        Together(run, utf8, path, ref findings);
                        run.Siblings.Leave();
                        run.Member.Leave();
                        break;
                }

                path.Step(ref reader);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        var name = Readable(run, ref reader);
                        Value(run, utf8, path, name, isName: true, ref findings);
                        run.Member.Name(name);
                        break;
                    case JsonTokenType.String:
                        var text = Readable(run, ref reader);
                        Value(run, utf8, path, text, isName: false, ref findings);
                        if (run.Path.Count > 0 && run.Siblings.Add(text, path.Inner))
                        {
                            Together(run, utf8, path, ref findings);
                            run.Siblings.Restart(text, path.Inner);
                        }

                        break;
                    case JsonTokenType.Number:
                        Value(run, utf8, path, reader.ValueSpan, isName: false, ref findings);
                        break;
                }
            }
        }
        finally
        {
            work = run.Work;
            run.End();
        }

        return findings ?? (IReadOnlyList<Finding>)[];
    }

    /// <summary>As above; says how much was done.</summary>
    internal IReadOnlyList<Finding> ScanText(string text, out long work) => ScanText(text, isPart: false, out work);

    private IReadOnlyList<Finding> ScanText(string text, bool isPart, out long work)
    {
        List<Finding>? findings = null;
        var run = ScanRun.Begin(Detectors, text.Length);
        try
        {
            var buffer = run.Source.Take(Encoding.UTF8.GetMaxByteCount(text.Length));
            Value(run, default, new JsonPath(run.Path), buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)), isName: false, ref findings, alone: !isPart);
        }
        finally
        {
            work = run.Work;
            run.End();
        }

        return findings ?? (IReadOnlyList<Finding>)[];
    }

    private static ReadOnlySpan<byte> Readable(ScanRun run, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var buffer = run.Source.Take(reader.ValueSpan.Length);
        return buffer.AsSpan(0, JsonText.Unescape(reader.ValueSpan, buffer));
    }

    private static void Value(ScanRun run, ReadOnlySpan<byte> utf8, JsonPath path, ReadOnlySpan<byte> text, bool isName, ref List<Finding>? findings, bool alone = false)
    {
        var member = !isName && run.Member.IsKnown;
        if (text.Length < ShortestHit && !member)
        {
            return;
        }

        run.Value(text, member, alone);
        if (run.Hits.All.Count == 0)
        {
            return;
        }

        var pointer = path.ToPointer(utf8) + (isName ? "#key" : "");
        foreach (var hit in run.Hits.All)
        {
            Add(run, hit, pointer, hit.Start, hit.End - hit.Start, ref findings);
        }
    }

    private static void Together(ScanRun run, ReadOnlySpan<byte> utf8, JsonPath path, ref List<Finding>? findings)
    {
        if (!run.Siblings.HasChain || run.Siblings.Chain(out var seams) is not { Length: >= ShortestTelling } chain)
        {
            return;
        }

        run.Together(chain, seams, run.Siblings.IsCut());
        var parts = run.Siblings.Parts;
        foreach (var hit in run.Hits.All)
        {
            var (first, last) = (Holding(seams, hit.Start), Holding(seams, hit.End - 1));
            if (first == last)
            {
                // It stands in one of them, and was found there.
                continue;
            }

            for (var i = first; i <= last; i++)
            {
                var from = Math.Max(hit.Start, seams[i]);
                var to = Math.Min(hit.End, seams[i] + parts[i].Length);
                Add(run, hit, path.ToPointer(utf8, parts[i].Place), parts[i].Start + from - seams[i], to - from, ref findings);
            }
        }
    }

    private static int Holding(ReadOnlySpan<int> seams, int at)
    {
        var i = seams.Length - 1;
        while (i > 0 && seams[i] > at)
        {
            i--;
        }

        return i;
    }

    private static void Add(ScanRun run, RawHit hit, string pointer, int start, int length, ref List<Finding>? findings)
    {
        if (run.Hits.Allows(hit, pointer))
        {
            return;
        }

        var what = hit.Via is null ? hit.Detector : $"{hit.Detector} in {hit.Via}";
        (findings ??= []).Add(new Finding(hit.Label, hit.Detector, pointer, start, length, $"[{what}, {length} characters]", hit.Via));
    }
}
