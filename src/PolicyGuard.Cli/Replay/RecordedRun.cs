using System.Globalization;
using System.Text.Json;
using PolicyGuard.Governance.Replay;
using PolicyGuard.Governance.Replay.Drift;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;

namespace PolicyGuard.Cli.Replay;

/// <summary>A recorded call that ran: its decision and its outcome.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Outcome">The run, its output where that was kept.</param>
/// <param name="Note">What of the outcome could not be had back, or null.</param>
internal sealed record RecordedRun(RecordedDecision Decision, ReplaySample Outcome, string? Note)
{
    /// <summary>Finds a call in the log.</summary>
    /// <returns>The run; or why there is none to replay, for a person.</returns>
    /// <exception cref="LedgerException">The log cannot be read.</exception>
    public static async Task<(RecordedRun? Run, string? Fault)> FindAsync(ILedgerStore ledger, string callId, Vault? vault, CancellationToken ct)
    {
        RecordedDecision? decision = null;
        StoredEntry? closed = null;
        await foreach (var entry in ledger.ReadAsync(new LedgerQuery { CallId = callId, WithSealed = true, NewestFirst = false, Limit = 100 }, ct))
        {
            var read = RecordedDecision.Read(entry);
            decision = read?.Kind == EntryKind.Opened || decision is null ? read ?? decision : decision;
            closed = read is null && IsClosed(entry) ? entry : closed;
        }

        return decision switch
        {
            null => (null, $"the log has no call `{callId}`"),
            { Kind: not EntryKind.Opened } => (null, $"call `{callId}` was {decision.Kind.Name()} and never ran; `replay --policy` decides it again"),
            _ when closed is null => (null, $"call `{callId}` was opened and never closed: the program ended while it ran, so there is no outcome to compare with"),
            _ => Read(decision, closed, vault),
        };
    }

    private static bool IsClosed(StoredEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Json);
        return json.RootElement.TryGetProperty("kind", out var kind) && kind.GetString() == EntryKind.Closed.Name();
    }

    private static (RecordedRun? Run, string? Fault) Read(RecordedDecision decision, StoredEntry closed, Vault? vault)
    {
        using var json = JsonDocument.Parse(closed.Json);
        var entry = json.RootElement;
        var status = entry.GetProperty("status").GetString();
        if (status == "withheld")
        {
            return (null, $"the result of call `{decision.CallId}` was withheld, so there is no outcome to compare with");
        }

        var digest = entry.TryGetProperty("envelope", out var envelope) && envelope.TryGetProperty("output", out var output) ? output.GetString() : null;
        var (bytes, note) = Output(decision.CallId, closed.Sealed, digest, vault);
        var at = DateTimeOffset.Parse(decision.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var took = TimeSpan.FromMicroseconds(entry.GetProperty("took_us").GetInt64());
        return (new RecordedRun(decision, new ReplaySample(at, took, digest, bytes, status == "failed" ? entry.GetProperty("reason").GetString() : null), note), null);
    }

    private static (ReadOnlyMemory<byte> Output, string? Note) Output(string callId, ReadOnlyMemory<byte> closed, string? digest, Vault? vault)
    {
        if (closed.IsEmpty)
        {
            return (default, null);
        }

        if (vault is null)
        {
            return (default, "the recorded output is sealed, and there is no key to open it");
        }

        return !vault.TryOpen(callId, SealedPart.Result, closed.Span, out var plain, out var fault) ? (default, $"the recorded output does not open: {fault}")
            : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(plain)) == digest ? (plain, null)
            : (default, "the sealed output is not the one whose digest is in the log; it was tampered with, and is left aside");
    }
}
