using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Terminal;

/// <summary>
/// Writes ledger entries, one a line: for people, or as JSON with the entry's own bytes. The entry of an outcome refers to that of its decision; a
/// person is shown whose call it was.
/// </summary>
internal sealed class AuditLines(Stream output, bool json, ILedgerStore ledger) : IDisposable
{
    private static readonly JsonLinesFormat Lines = new();

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly BufferedStream _output = new(output, 1 << 16);

    /// <summary>Writes one entry.</summary>
    public async ValueTask WriteAsync(StoredEntry entry, CancellationToken ct)
    {
        if (json)
        {
            _line.ResetWrittenCount();
            Lines.Write(entry, _line);
            _output.Write(_line.WrittenSpan);
            return;
        }

        using var document = JsonDocument.Parse(entry.Json);
        using var opened = await OpenedAsync(document.RootElement, ct);
        _output.Write(Encoding.UTF8.GetBytes(Line(entry.Index, document.RootElement, opened?.RootElement ?? document.RootElement)));
        _output.WriteByte((byte)'\n');
    }

    /// <summary>Hands on what is buffered.</summary>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private async ValueTask<JsonDocument?> OpenedAsync(JsonElement entry, CancellationToken ct)
    {
        if (entry.TryGetProperty("opened", out var at) && at.TryGetInt64(out var index) && entry.TryGetProperty("call_id", out var call))
        {
            await foreach (var opened in ledger.ReadAsync(new LedgerQuery { CallId = call.GetString(), AfterIndex = index - 1, NewestFirst = false, Limit = 1 }, ct))
            {
                return opened.Index == index ? JsonDocument.Parse(opened.Json) : null;
            }
        }

        return null;
    }

    // index  time  kind  effect  agent  target  reason  message
    private static string Line(long index, JsonElement entry, JsonElement call)
    {
        if (entry.TryGetProperty("apiVersion", out _))
        {
            // A seal is an entry in another log's format: it says neither when nor who.
            return $"{index,6}  {"",-27}  {EntryKind.Sealed.Name(),-9}  {"",-7}  {"",-12}  {"",-20}  {Reasons.LogSealed}  executed calls were signed for";
        }

        var decision = entry.TryGetProperty("decision", out var made) ? made : entry;
        var agent = call.TryGetProperty("agent", out var who) && who.ValueKind == JsonValueKind.Object ? Text(who, "id") : Text(call, "agent");
        string[] fields =
        [
            index.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(6),
            Text(entry, "at"),
            Text(entry, "kind").PadRight(9),
            (Text(decision, "effect") is { Length: > 0 } effect ? effect : Text(entry, "status")).PadRight(7),
            agent.PadRight(12),
            Text(call, "target").PadRight(20),
            Text(decision, "reason"),
            Text(decision, "message"),
        ];
        return string.Join("  ", fields).TrimEnd();
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? SafeText.Of(value.GetString()!, 200) : "";
}
