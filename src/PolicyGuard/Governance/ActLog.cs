using System.Text.Json;
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
        var at = clock.GetUtcNow();
        var w = new CanonicalJsonWriter().BeginObject().Name("actor").String(Gate.Masked.Text(actor.Id));
        w.Optional("agent", actor.Agent is { } agent ? Gate.Masked.Text(agent.Id) : null);
        w.Name("at").String(Ledger.Ledger.Time(at));
        if (!details.IsEmpty)
        {
            w.Name("details").Raw(CanonicalJson.SerializeExact(Redacted(details)));
        }

        w.Name("kind").String(EntryKind.Event.Name()).Name("message").String(Gate.Masked.Text(message)).Name("reason").String(reason);
        w.Name("subject").String(Gate.Masked.Text(subject)).Name("v").Number(1).EndObject();
        await ledger.AppendAsync(
            new LedgerRecord(w.Written, at, EntryKind.Event, null, actor.Agent is { } id ? Gate.Masked.Text(id.Id) : null, Gate.Masked.Text(subject), null, null, reason),
            ledger.BeforeCall(mayChange: true)).ConfigureAwait(false);
    }

    private JsonElement Redacted(ReadOnlyMemory<byte> details)
    {
        using var json = JsonDocument.Parse(details);
        return Redactor.Redact(json.RootElement, _scanner.Scan(details.Span)).Clone();
    }
}
