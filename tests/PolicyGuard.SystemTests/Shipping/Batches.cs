using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>Entries to ship.</summary>
internal static class Batches
{
    public static IReadOnlyList<StoredEntry> Of(int from, int count, string message = "m") => [.. Enumerable.Range(from, count).Select(i => One(i, message))];

    public static StoredEntry One(int index, string message)
    {
        var json = Encoding.UTF8.GetBytes(
            $$"""{"agent":{"id":"ann"},"at":"2026-11-20T08:00:00.250001Z","call_id":"call_{{index}}","decision":{"effect":"deny","message":{{System.Text.Json.JsonSerializer.Serialize(message)}},"reason":"policy.rule"},"kind":"refused","target":"delete_file"}""");
        byte[] leaf = [0, .. json];
        return new StoredEntry(index, json, SHA256.HashData(leaf));
    }
}
