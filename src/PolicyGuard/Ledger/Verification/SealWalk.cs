using System.Security.Cryptography;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Holds every seal against the calls that were closed in its range: it has to be signed by the log's key over just these envelopes.</summary>
internal sealed class SealWalk
{
    private const int Page = 64;

    private readonly ILogScan _scan;
    private readonly KeyChain? _chain;
    private readonly long _pruned;
    private readonly Faults _faults;
    private readonly Queue<StoredSeal> _page = new();
    private List<SealedCall> _calls = [];
    private long _after = -1;
    private long _end;

    /// <summary>Begins before the first seal.</summary>
    /// <param name="scan">The store.</param>
    /// <param name="chain">The chain of keys; null where it is broken, and no signature can be believed.</param>
    /// <param name="pruned">Entries before this index are gone, and with them what their seals were made for.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public SealWalk(ILogScan scan, KeyChain? chain, long pruned, Faults faults)
    {
        (_scan, _chain, _pruned, _faults) = (scan, chain, pruned, faults);
        Fill();
    }

    /// <summary>Seals that are good.</summary>
    public long Good { get; private set; }

    /// <summary>The first outcome of an executed call that no seal is there for; null where there is none.</summary>
    public long? FirstUnsealed { get; private set; }

    /// <summary>Looks at a row, and at what its entry says.</summary>
    public void Check(in RawEntry row, in EntryHead head)
    {
        while (_page.TryPeek(out var seal) && row.Index >= seal.End)
        {
            Close(seal);
        }

        if (row.Kind != (long)EntryKind.Closed || CallOf(head) is not { } call)
        {
            return;
        }

        if (!_page.TryPeek(out var next) || row.Index < next.First)
        {
            FirstUnsealed ??= row.Index;
        }
        else if (_calls.Count <= BatchStatement.MaxCalls)
        {
            _calls.Add(call);
        }
    }

    /// <summary>Looks at the seals that are left.</summary>
    public void End()
    {
        while (_page.TryPeek(out var seal))
        {
            Close(seal);
        }
    }

    private static SealedCall? CallOf(in EntryHead head)
    {
        try
        {
            return Call(head);
        }
        catch (InvalidOperationException)
        {
            // An escape that names half a surrogate pair: told as a changed entry.
            return null;
        }
    }

    // As SealedCall.Of reads an entry, from what was read of it already.
    private static SealedCall? Call(in EntryHead head)
    {
        if (head.Envelope.IsEmpty || head.EnvelopeCallId.IsEmpty)
        {
            return null;
        }

        var id = head.EnvelopeCallId.ToString();
        return head.CallId.ToString() == id ? SealedCall.Of(id, head.Envelope) : null;
    }

    private void Close(StoredSeal seal)
    {
        _page.Dequeue();
        if (_chain is not null && seal.First >= _pruned)
        {
            if (FaultOf(seal, _chain) is { } fault)
            {
                _faults.Add(Tampering.SealChanged, seal.Index, seal.Index + 1, $"the seal of entries {seal.First} to {seal.End - 1}: {fault}", bad: false);
            }
            else
            {
                Good++;
            }
        }

        (_calls, _end) = ([], seal.End);
        if (_page.Count == 0)
        {
            Fill();
        }
    }

    private string? FaultOf(StoredSeal seal, KeyChain chain)
    {
        if (seal.First != _end)
        {
            return $"it does not go on from entry {_end}, where the one before ends";
        }

        RekorBody? body = null;
        _scan.Entries(seal.Index, 1, (in RawEntry row) =>
        {
            if (row.Index == seal.Index && row.Kind == (long)EntryKind.Sealed)
            {
                _ = RekorBody.TryRead(row.Json, out body);
            }
        });
        if (body is null)
        {
            return "its entry is not there, or is no seal";
        }

        var key = chain.KeyFor(seal.Index + 1);
        if (body.Verifier != key.Pem)
        {
            return "it names another key than the log's";
        }

        if (!key.Verify(Seal.Promised(body.ToJson(), seal.Index, seal.At, key), seal.Promise.Span))
        {
            return "the promise beside it is not the log's, or speaks of another place or time";
        }

        return Calls(seal, chain, body, key);
    }

    private string? Calls(StoredSeal seal, KeyChain chain, RekorBody body, NoteKey key)
    {
        if (_calls.Count is 0 or > BatchStatement.MaxCalls || _calls.DistinctBy(static call => call.CallId).Count() != _calls.Count)
        {
            return $"{_calls.Count} calls were closed in its range";
        }

        var statement = new BatchStatement(chain.Origin, seal.First, seal.End, _calls).ToJson();
        if (body.PayloadSha256 != Convert.ToHexStringLower(SHA256.HashData(statement)))
        {
            return "the calls closed in its range are not those that it was made for";
        }

        return key.Verify(DsseEnvelope.Pae(DsseEnvelope.InToto, statement), body.Signature.Span) ? null : "its signature is not that of the log's key";
    }

    private void Fill()
    {
        foreach (var seal in _scan.Seals(_after, Page))
        {
            _page.Enqueue(seal);
            _after = seal.Index;
        }
    }
}
