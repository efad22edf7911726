using System.Text;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Ledger entries for tests.</summary>
internal static class Entries
{
    internal static LedgerRecord Make(string id, DateTimeOffset? at = null, int padding = 0) => new(
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","padding":"{{new string('x', padding)}}"}"""),
        at ?? DateTimeOffset.UnixEpoch,
        EntryKind.Refused,
        $"call_{id}",
        "agent-1",
        "tool",
        "tool_call",
        "deny",
        "policy.rule");

    internal static string Id(StoredEntry entry)
    {
        var json = Encoding.UTF8.GetString(entry.Json.Span);
        return json[7..json.IndexOf('"', 7)];
    }

    internal static async Task<List<StoredEntry>> AllAsync(ILedgerStore ledger) =>
        await ledger.ReadAsync(new LedgerQuery { NewestFirst = false, Limit = int.MaxValue }).ToListAsync();
}
