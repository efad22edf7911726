using System.Buffers;
using System.Globalization;
using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// Entries as RFC 5424 messages, each behind its length (RFC 6587 §3.4.1, RFC 5425 §4.3): a line feed in a message ends nothing.
/// </summary>
/// <param name="facility">The facility.</param>
/// <param name="hostName">This machine.</param>
/// <param name="processId">This process.</param>
/// <param name="format">How the message itself is written.</param>
internal sealed class SyslogMessage(int facility, string hostName, int processId, IEntryFormat format)
{
    // RFC 5424 §7.2.2 wants a number of one's own behind the @; 32473 is the one for those that have none (RFC 5612).
    private const string DataId = "policyguard@32473";
    private const string AppName = "policyguard";
    private const string Nil = "-";

    private readonly string _hostName = Printable(hostName, 255);
    private readonly ArrayBufferWriter<byte> _body = new();

    internal void Write(StoredEntry entry, IBufferWriter<byte> output)
    {
        var fields = EntryFields.Of(entry);
        var header = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"<{(facility * 8) + Severity(fields)}>1 {Time(fields)} {_hostName} {AppName} {processId} {Printable(fields.Kind, 32)} {Data(entry, fields)} "));
        _body.ResetWrittenCount();
        _body.Write(Encoding.UTF8.Preamble);
        format.Write(entry, _body);
        var body = _body.WrittenSpan[..^1];
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{header.Length + body.Length} "), output);
        output.Write(header);
        output.Write(body);
    }

    // RFC 5424 §6.2.1: 2 critical, 4 warning, 5 notice, 6 informational.
    private static int Severity(EntryFields fields) => fields.Gravity switch { >= 9 => 2, >= 7 => 4, >= 4 => 5, _ => 6 };

    // §6.2.3: at most six digits of a second, which is what entries have.
    private static string Time(EntryFields fields) =>
        fields.Time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture) : Nil;

    private static string Data(StoredEntry entry, EntryFields fields)
    {
        var data = new StringBuilder("[").Append(DataId);
        Param(data, "index", entry.Index.ToString(CultureInfo.InvariantCulture));
        Param(data, "leafHash", Convert.ToHexStringLower(entry.LeafHash.Span));
        Param(data, "callId", fields.CallId);
        Param(data, "reason", fields.Reason);
        Param(data, "agent", fields.Agent);
        return data.Append(']').ToString();
    }

    // §6.3.3: these three are escaped; what does not show itself is spelled out before.
    private static void Param(StringBuilder data, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        data.Append(' ').Append(name).Append("=\"");
        foreach (var c in VisibleText.Of(VisibleText.Cut(value, 1023)))
        {
            data.Append(c is '"' or '\\' or ']' ? "\\" : "").Append(c);
        }

        data.Append('"');
    }

    // §6: PRINTUSASCII, nothing else.
    private static string Printable(string text, int longest)
    {
        var printable = string.Concat(text.Where(static c => c is > ' ' and < '\u007f').Take(longest));
        return printable.Length == 0 ? Nil : printable;
    }
}
