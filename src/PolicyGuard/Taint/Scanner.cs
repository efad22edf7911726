using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint.Detectors;

namespace PolicyGuard.Taint;

/// <summary>
/// Runs every detector over every string of a JSON tree: values, member names and numbers. Works on the bytes, without building a tree.
/// </summary>
public sealed class Scanner
{
    /// <summary>Findings kept of one value; a text with more is labelled all the same.</summary>
    public const int MaxFindings = 256;

    // No detector can hit in fewer characters than an e-mail address has.
    private const int ShortestHit = 6;

    private readonly Detector[] _detectors;

    /// <summary>A scanner with the detectors of what is to be kept secret.</summary>
    public Scanner()
        : this([.. SecretDetectors.All, .. PersonalDetectors.All])
    {
    }

    /// <summary>A scanner with other detectors.</summary>
    internal Scanner(Detector[] detectors) => _detectors = detectors;

    /// <summary>What the detectors find in one JSON value.</summary>
    /// <param name="utf8">One JSON value; at most 256 levels deep.</param>
    /// <exception cref="JsonException">Not one JSON value.</exception>
    public IReadOnlyList<Finding> Scan(ReadOnlySpan<byte> utf8)
    {
        Hits? hits = null;
        var path = new JsonPath();
        char[]? rented = null;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                path.Step(ref reader);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number && reader.ValueSpan.Length >= ShortestHit)
                {
                    if (rented is null || rented.Length < reader.ValueSpan.Length)
                    {
                        if (rented is not null)
                        {
                            ArrayPool<char>.Shared.Return(rented);
                        }

                        rented = ArrayPool<char>.Shared.Rent(Math.Max(256, reader.ValueSpan.Length));
                    }

                    var length = reader.TokenType == JsonTokenType.Number
                        ? Encoding.ASCII.GetChars(reader.ValueSpan, rented)
                        : reader.CopyString(rented);
                    ScanText(utf8, rented.AsSpan(0, length), ref path, reader.TokenType == JsonTokenType.PropertyName, ref hits);
                }
            }
        }
        finally
        {
            if (rented is not null)
            {
                // What was scanned may be secret, and the pool is shared.
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }

        return hits?.Findings ?? (IReadOnlyList<Finding>)[];
    }

    /// <summary>What the detectors find in a plain text; the findings' pointer is empty.</summary>
    public IReadOnlyList<Finding> ScanText(string text)
    {
        Hits? hits = null;
        var path = default(JsonPath);
        ScanText(default, text, ref path, isName: false, ref hits);
        return hits?.Findings ?? (IReadOnlyList<Finding>)[];
    }

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

    private void ScanText(ReadOnlySpan<byte> utf8, ReadOnlySpan<char> text, ref JsonPath path, bool isName, ref Hits? hits)
    {
        foreach (var detector in _detectors)
        {
            var from = 0;
            while (from < text.Length && hits?.Takes(detector.Label) != false)
            {
                var hit = detector.Next(text, from);
                if (hit.Length == 0)
                {
                    break;
                }

                hits ??= new Hits();
                var pointer = path.ToPointer(utf8) + (isName ? "#key" : "");
                hits.Add(new Finding(detector.Label, detector.Id, pointer, hit.Start, hit.Length, $"[{detector.Id}, {hit.Length} characters]"));
                from = hit.Start + hit.Length;
            }
        }
    }

    // Whoever fills the list with harmless findings must not hide another kind of data behind them.
    private sealed class Hits
    {
        private LabelSet _labels;

        public List<Finding> Findings { get; } = [];

        public bool Takes(LabelSet label) => Findings.Count < MaxFindings || !_labels.Overlaps(label);

        public void Add(Finding finding)
        {
            Findings.Add(finding);
            _labels = _labels.Union(finding.Label);
        }
    }
}
