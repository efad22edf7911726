using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Writes ledger entries, one a line: for people, or as JSON with the entry's own bytes.</summary>
internal sealed class AuditLines(Stream output, bool json) : IDisposable
{
    private readonly BufferedStream _output = new(output, 1 << 16);

    /// <summary>Writes one entry.</summary>
    public void Write(StoredEntry entry)
    {
        if (json)
        {
            _output.Write(Encoding.ASCII.GetBytes($"{{\"index\":{entry.Index},\"leaf_hash\":\"{Convert.ToHexStringLower(entry.LeafHash.Span)}\",\"entry\":"));
            _output.Write(entry.Json.Span);
            _output.Write("}\n"u8);
            return;
        }

        using var document = JsonDocument.Parse(entry.Json);
        _output.Write(Encoding.UTF8.GetBytes(Line(entry.Index, document.RootElement)));
        _output.WriteByte((byte)'\n');
    }

    /// <summary>Hands on what is buffered.</summary>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    // index  time  kind  effect  agent  target  reason  message
    private static string Line(long index, JsonElement entry)
    {
        var decision = entry.TryGetProperty("decision", out var made) ? made : entry;
        var agent = entry.TryGetProperty("agent", out var who) && who.ValueKind == JsonValueKind.Object ? Text(who, "id") : Text(entry, "agent");
        string[] fields =
        [
            index.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(6),
            Text(entry, "at"),
            Text(entry, "kind").PadRight(9),
            (Text(decision, "effect") is { Length: > 0 } effect ? effect : Text(entry, "status")).PadRight(7),
            agent.PadRight(12),
            Text(entry, "target").PadRight(20),
            Text(decision, "reason"),
            Text(decision, "message"),
        ];
        return string.Join("  ", fields).TrimEnd();
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? SafeText.Of(value.GetString()!, 200) : "";
}
