using System.Globalization;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Tells <see cref="AuditStats"/> to people and to programs.</summary>
internal static class AuditStatsText
{
    private const int Top = 10;

    public static void Print(TextWriter output, AuditStats stats)
    {
        output.WriteLine($"{Counted.Entries(stats.Entries)}{(stats.First is null ? "" : $", {SafeText.Of(stats.First)} to {SafeText.Of(stats.Last!)}")}");
        output.WriteLine($"{Number(stats.SizeOnDisk)} bytes on disk, with everything else in the database");
        List(output, "kinds", stats.By(static key => key.Kind.Name()));
        List(output, "effects", stats.By(static key => key.Effect));
        List(output, "reasons", stats.By(static key => key.Reason));
        List(output, "agents", stats.By(static key => key.Agent));
        List(output, "durability", [.. stats.Durability.OrderByDescending(static pair => pair.Value).Select(static pair => (pair.Key.Length == 0 ? "(not said)" : pair.Key, pair.Value))]);
        output.WriteLine();
        output.WriteLine($"opened, not closed (running or crashed): {Number(stats.Unclosed.Total)}");
        foreach (var entry in stats.Unclosed.Entries)
        {
            var fields = EntryFields.Of(entry);
            output.WriteLine($"  {entry.Index,8}  {SafeText.Of(fields.At, 40)}  {SafeText.Of(fields.CallId, 60)}  {SafeText.Of(fields.Agent, 60)}  {SafeText.Of(fields.Target, 80)}");
        }

        More(output, stats.Unclosed.Total - stats.Unclosed.Entries.Count);
    }

    public static void Write(Utf8JsonWriter json, AuditStats stats)
    {
        json.WriteStartObject();
        json.WriteNumber("entries", stats.Entries);
        json.WriteString("first", stats.First);
        json.WriteString("last", stats.Last);
        json.WriteNumber("bytes_on_disk", stats.SizeOnDisk);
        Counts(json, "kinds", stats.By(static key => key.Kind.Name()));
        Counts(json, "effects", stats.By(static key => key.Effect));
        Counts(json, "reasons", stats.By(static key => key.Reason));
        Counts(json, "agents", stats.By(static key => key.Agent));
        Counts(json, "durability", [.. stats.Durability.Where(static pair => pair.Key.Length > 0).Select(static pair => (pair.Key, pair.Value))]);
        json.WriteStartObject("opened_not_closed");
        json.WriteNumber("count", stats.Unclosed.Total);
        json.WriteStartArray("newest");
        foreach (var entry in stats.Unclosed.Entries)
        {
            var fields = EntryFields.Of(entry);
            json.WriteStartObject();
            json.WriteNumber("index", entry.Index);
            json.WriteString("call_id", fields.CallId);
            json.WriteString("at", fields.At);
            json.WriteString("agent", fields.Agent);
            json.WriteString("target", fields.Target);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void List(TextWriter output, string title, IReadOnlyList<(string Name, long Count)> counts)
    {
        output.WriteLine();
        output.WriteLine(title);
        foreach (var (name, count) in counts.Take(Top))
        {
            output.WriteLine($"  {Number(count),14}  {SafeText.Of(name, 80)}");
        }

        More(output, counts.Count - Top);
    }

    private static void More(TextWriter output, long more)
    {
        if (more > 0)
        {
            output.WriteLine($"  and {Number(more)} more");
        }
    }

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyList<(string Name, long Count)> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
        {
            json.WriteNumber(key, count);
        }

        json.WriteEndObject();
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
