using System.Text;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>Entries with which the verifier agrees: what people search by is what the entry says.</summary>
internal static class TrueEntries
{
    /// <summary>An event.</summary>
    public static LedgerRecord Event(string message, DateTimeOffset? at = null)
    {
        var time = at ?? new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var json = $$"""{"actor":"test","at":"{{Ledger.Ledger.Time(time)}}","durability":"full","kind":"event","message":"{{message}}","reason":"event.started","v":1}""";
        return new LedgerRecord(Encoding.UTF8.GetBytes(json), time, EntryKind.Event, null, null, null, null, null, "event.started");
    }
}
