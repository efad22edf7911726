using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// RFC 4180 with a header line; every field is quoted and every record is one line. What does not show itself is spelled out, and a field that a
/// spreadsheet would take for a formula begins with an apostrophe.
/// </summary>
/// <remarks>Records end with a bare line feed, as on Unix; RFC 4180 §2 has CR LF, and its readers take both.</remarks>
public sealed class CsvFormat : IEntryFormat
{
    /// <summary>The columns, in order.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "index", "at", "kind", "call_id", "caller", "agent", "proof", "upstream", "target", "action_type", "effect", "reason", "message", "rules",
        "labels", "status", "took_us", "leaf_hash",
    ];

    /// <inheritdoc/>
    public void WriteHeader(IBufferWriter<byte> output) => Record([.. Columns], output);

    /// <inheritdoc/>
    public void Write(StoredEntry entry, IBufferWriter<byte> output)
    {
        var e = EntryFields.Of(entry);
        Record(
        [
            entry.Index.ToString(CultureInfo.InvariantCulture), e.At, e.Kind, e.CallId, e.Caller, e.Agent, e.Proof, e.Upstream, e.Target, e.ActionType,
            e.Effect, e.Reason, e.Message, e.Rules, e.Labels, e.Status, e.TookUs, Convert.ToHexStringLower(entry.LeafHash.Span),
        ], output);
    }

    private static void Record(string[] fields, IBufferWriter<byte> output)
    {
        var line = new StringBuilder();
        foreach (var field in fields)
        {
            line.Append(line.Length == 0 ? "\"" : ",\"");
            line.Append(Field(field).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        Encoding.UTF8.GetBytes(line.Append('\n').ToString(), output);
    }

    private static string Field(string text) => FormulaGuard.IsFormula(text) ? "'" + VisibleText.Of(text) : VisibleText.Of(text);
}
