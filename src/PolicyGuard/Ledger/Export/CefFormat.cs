using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// ArcSight Common Event Format, version 0 (implementation standard, revisions 25 and 26), without a syslog header. Texts are cut at the lengths
/// of its dictionary.
/// </summary>
/// <param name="version">The program's version.</param>
public sealed class CefFormat(string version) : IEntryFormat
{
    private const int Header = 512;
    private const int Short = 63;
    private const int Usual = 1023;
    private const int Long = 4000;

    /// <inheritdoc/>
    public void WriteHeader(IBufferWriter<byte> output)
    {
        // Every line tells what it is.
    }

    /// <inheritdoc/>
    public void Write(StoredEntry entry, IBufferWriter<byte> output)
    {
        var e = EntryFields.Of(entry);
        var weight = EntryWeight.Of(e);
        var line = new StringBuilder("CEF:0|PolicyGuard|PolicyGuard|");
        line.Append(CefText.Header(version, Short)).Append('|');
        line.Append(CefText.Header(e.Reason.Length > 0 ? e.Reason : e.Kind, Header)).Append('|');
        line.Append(CefText.Header(Name(e), Header)).Append('|').Append(weight.Severity).Append('|');
        line.Append("externalId=").Append(entry.Index);
        Put(line, "rt", e.Milliseconds?.ToString(CultureInfo.InvariantCulture) ?? "", Short);
        Put(line, "cat", e.Kind, Usual);
        Put(line, "act", e.Effect, Short);
        Put(line, "outcome", weight.Outcome, Short);
        Put(line, "reason", e.Reason, Usual);
        Put(line, "suser", e.Agent, Usual);
        Put(line, "spriv", e.Trust, Usual);
        Put(line, "sourceServiceName", e.Caller, Usual);
        Put(line, "destinationServiceName", e.Upstream, Usual);
        Put(line, "dproc", e.Target, Usual);
        Put(line, "requestMethod", e.Method, Usual);
        Put(line, "msg", e.Message, Usual);
        Custom(line, "cs1", "CallID", e.CallId);
        Custom(line, "cs2", "Rule", e.Rules);
        Custom(line, "cs3", "LeafHash", Convert.ToHexStringLower(entry.LeafHash.Span));
        Custom(line, "cs4", "Labels", e.Labels);
        Custom(line, "cs5", "ActionType", e.ActionType);
        Custom(line, "cs6", "AgentProof", e.Proof);
        Custom(line, "cn1", "Index", entry.Index.ToString(CultureInfo.InvariantCulture));
        Custom(line, "cn2", "TookMicroseconds", long.TryParse(e.TookUs, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var took) ? took.ToString(CultureInfo.InvariantCulture) : "");
        Encoding.UTF8.GetBytes(line.Append('\n').ToString(), output);
    }

    private static string Name(EntryFields e) => e.Kind switch
    {
        "opened" => "call allowed",
        "closed" => "call ended",
        "refused" => "call refused",
        "advised" => "advice given",
        "observed" => "result observed",
        "listed" => "list answered",
        "malformed" => "message rejected",
        "event" => "event",
        "" => "entry",
        _ => e.Kind,
    };

    private static void Custom(StringBuilder line, string key, string label, string value)
    {
        if (value.Length > 0)
        {
            Put(line, key, value, Long);
            line.Append(' ').Append(key).Append("Label=").Append(label);
        }
    }

    private static void Put(StringBuilder line, string key, string value, int longest)
    {
        if (value.Length > 0)
        {
            line.Append(' ').Append(key).Append('=').Append(CefText.Extension(value, longest));
        }
    }
}
