using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Publication;

/// <summary>Holds the entries of a bundle against what was signed, one after the other.</summary>
/// <param name="signed">What was signed; null where the checkpoint could not be believed, and then nothing is proven.</param>
/// <param name="against">A checkpoint that was kept elsewhere, if any.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class BundleEntries(SignedTree? signed, SignedTree? against, BundleFaults faults)
{
    private readonly CompactRange _all = new();
    private bool _fromStart = true;
    private byte[]? _rootAgainst = against is { Size: 0 } ? TreeHash.Empty : null;
    private long _last = -1;
    private long _entries;
    private long _proven;
    private long _unproven;

    /// <summary>Checks the next entry.</summary>
    public void Check(long line, BundleLine entry)
    {
        _entries++;
        if (entry.Index <= _last)
        {
            var again = entry.Index == _last ? "stands there twice" : $"stands behind entry {_last}";
            Refuse(line, Tampering.OrderChanged, entry, $"entry {entry.Index} {again}");
            return;
        }

        _last = entry.Index;
        Count(entry);
        if (signed is not null && entry.Index >= signed.Size)
        {
            Refuse(line, Tampering.CheckpointChanged, entry, $"entry {entry.Index} is not covered by the checkpoint, which is of {signed.Size} entries");
        }
        else if (entry.Proof is not null && signed is not null)
        {
            Prove(line, entry, entry.Proof, signed);
        }
        else if (!entry.Stated.AsSpan().SequenceEqual(entry.Computed))
        {
            Refuse(line, Tampering.EntryChanged, entry, $"entry {entry.Index} is not what its hash says");
        }
        else
        {
            _unproven++;
        }
    }

    /// <summary>What was found.</summary>
    public BundleReport End()
    {
        var complete = signed is not null && _fromStart && _all.Size == signed.Size && _entries == signed.Size;
        if (complete && _unproven > 0)
        {
            if (_all.Root().AsSpan().SequenceEqual(signed!.Root.Span))
            {
                (_proven, _unproven) = (_proven + _unproven, 0);
            }
            else
            {
                faults.Add(0, Tampering.EntryRewritten, -1, $"the {signed.Size} entries do not lead to the root that was signed");
            }
        }

        return new BundleReport
        {
            Origin = signed?.Origin ?? "",
            SignedTo = signed?.Size ?? 0,
            Root = signed?.Root ?? default,
            Entries = _entries,
            Proven = _proven,
            Unproven = _unproven,
            IsComplete = complete,
            GoesOn = HoldAgainst(complete),
            Faults = faults.Listed,
            FaultsNotListed = faults.NotListed,
        };
    }

    private void Count(BundleLine entry)
    {
        _fromStart = _fromStart && entry.Index == _all.Size;
        if (!_fromStart)
        {
            return;
        }

        _all.Append(entry.Computed);
        if (against is not null && against.Size == _all.Size)
        {
            _rootAgainst = _all.Root();
        }
    }

    private void Prove(long line, BundleLine entry, IReadOnlyList<ReadOnlyMemory<byte>> proof, SignedTree tree)
    {
        var same = entry.Stated.AsSpan().SequenceEqual(entry.Computed);
        if (TreeProofs.IsIncluded(entry.Index, tree.Size, entry.Computed, proof, tree.Root.Span))
        {
            if (same)
            {
                _proven++;
            }
            else
            {
                Refuse(line, Tampering.HashChanged, entry, $"entry {entry.Index} is in the log, and the hash beside it is another's");
            }
        }
        else if (!same)
        {
            Refuse(line, Tampering.EntryChanged, entry, $"entry {entry.Index} is not what its hash says");
        }
        else
        {
            Refuse(line, Tampering.EntryRewritten, entry, $"entry {entry.Index} is not in the log that was signed: it, its index or its proof was changed");
        }
    }

    private void Refuse(long line, Tampering kind, BundleLine entry, string message) => faults.Add(line, kind, entry.Index, message);

    private bool? HoldAgainst(bool complete)
    {
        if (signed is null || against is null)
        {
            return null;
        }

        var root = against.Size == signed.Size ? signed.Root.ToArray() : complete ? _rootAgainst : null;
        if (root is null)
        {
            return null;
        }

        var goesOn = root.AsSpan().SequenceEqual(against.Root.Span);
        if (!goesOn)
        {
            faults.Add(0, Tampering.Fork, -1, $"the checkpoint of {against.Size} entries that was kept elsewhere speaks of other entries than this log's: it was rewritten since");
        }

        return goesOn;
    }
}
