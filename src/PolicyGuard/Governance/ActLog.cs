using System.Text.Json;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Governance;

/// <summary>
/// Writes administrative acts down, each before it is done: an act that cannot be written is not done. Where the act then fails, a second
/// entry says so.
/// </summary>
internal sealed class ActLog(Ledger.Ledger ledger, TimeProvider clock)
{
    private const int MostDetails = 40 * 1024;

    private readonly Scanner _scanner = new();

    /// <summary>Appends an act.</summary>
    /// <param name="reason">The event's reason id.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="subject">What it is done to: an agent's, policy's, incident's, approval's or key's id.</param>
    /// <param name="message">What is done, for a person.</param>
    /// <param name="details">The values that change, as a JSON object without secrets; findings in it are masked.</param>
    /// <exception cref="LedgerException">It was not written; do not do it.</exception>
    public async ValueTask WriteAsync(string reason, Actor actor, string subject, string message, ReadOnlyMemory<byte> details)
    {
        var (at, durability) = (clock.GetUtcNow(), ledger.BeforeCall(mayChange: true));
        var (json, agentId, shown) = Write(reason, actor, subject, message, details.IsEmpty ? null : CanonicalJson.SerializeExact(Redacted(details)), at, durability);
        await ledger.AppendAsync(new LedgerRecord(json, at, EntryKind.Event, null, agentId, shown, null, null, reason), durability).ConfigureAwait(false);
    }

    // Details that do not fit are left out, by size and digest: the act is in the log all the same.
    private static (ReadOnlyMemory<byte> Json, string? Agent, string Subject) Write(string reason, Actor actor, string subject, string message, byte[]? details, DateTimeOffset at, Durability durability)
    {
        var agent = actor.Agent is { } of ? EntryParts.Safe(of.Id, EntryParts.Word) : null;
        var shown = EntryParts.Safe(subject, EntryParts.Target);
        var w = new CanonicalJsonWriter().BeginObject().Name("actor").String(EntryParts.Safe(actor.Id, EntryParts.Word));
        w.Optional("agent", agent);
        w.Name("at").String(Ledger.Ledger.Time(at));
        if (details is { Length: <= MostDetails })
        {
            w.Name("details").Raw(details);
        }
        else if (details is not null)
        {
            w.Name("details_bytes").Number(details.Length).Name("details_sha256").String(Entries.Digest(details));
        }

        w.Name("durability").String(Entries.Spell(durability));
        w.Name("kind").String(EntryKind.Event.Name()).Name("message").String(EntryParts.Safe(message, EntryParts.Message)).Name("reason").String(reason);
        w.Name("subject").String(shown).Name("v").Number(1).EndObject();
        return (w.Written, agent, shown);
    }

    private JsonElement Redacted(ReadOnlyMemory<byte> details)
    {
        using var json = JsonDocument.Parse(details);
        return Redactor.Redact(json.RootElement, _scanner.Scan(details.Span)).Clone();
    }
}
