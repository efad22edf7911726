using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Seals;

/// <summary>
/// Whether a bundle proves an envelope: all that <c>cosign</c> checks, and more strictly: the statement has to be one of ours about this very log, and the
/// promise has to be there.
/// </summary>
/// <param name="origin">The log's origin line.</param>
/// <param name="logKeys">The log's keys; each of them alone is believed.</param>
/// <param name="sealKeys">The keys that sign seals.</param>
public sealed class SealVerifier(string origin, IReadOnlyList<NoteKey> logKeys, IReadOnlyList<NoteKey> sealKeys)
{
    /// <summary>Checks the proof of one envelope.</summary>
    /// <param name="envelope">The envelope's bytes.</param>
    /// <param name="bundle">The bundle, as it was read.</param>
    /// <returns>Why the envelope is not proven; null where it is.</returns>
    public string? FaultOf(ReadOnlySpan<byte> envelope, SigstoreBundle bundle)
    {
        if (bundle.Envelope.PayloadType != DsseEnvelope.InToto || !BatchStatement.TryRead(bundle.Envelope.Payload.Span, out var statement, out var fault))
        {
            return "the bundle does not hold a statement about a batch of calls";
        }

        if (statement!.Origin != origin)
        {
            return $"the statement is about another log: {statement.Origin}";
        }

        if (!statement.Lists(envelope))
        {
            return "the statement does not list these bytes: the envelope was changed, or is another seal's";
        }

        var signed = bundle.Envelope;
        if (sealKeys.FirstOrDefault(key => signed.IsSignedBy(key.Spki.Span)) is not { } sealKey)
        {
            return "the statement is not signed by a key that seals";
        }

        if (bundle.PublicKeyHint != Convert.ToBase64String(EcdsaP256.KeyId(sealKey.Spki.Span)))
        {
            return "the bundle names another key than the one that signed";
        }

        if (!RekorBody.TryRead(bundle.Entry.Body.Span, out var body) || !body!.IsOf(signed, sealKey.Spki.Span))
        {
            return "the log entry is not that of the statement";
        }

        return FaultOf(bundle.Entry, statement);
    }

    private string? FaultOf(TransparencyEntry entry, BatchStatement statement)
    {
        if (logKeys.FirstOrDefault(key => EcdsaP256.KeyId(key.Spki.Span).AsSpan().SequenceEqual(entry.LogId.Span)) is not { } logKey)
        {
            return "the bundle is of a log with another key";
        }

        if (!SignedEntryTimestamp.Verify(entry, logKey.Spki.Span))
        {
            return "the log did not sign the entry's time and place";
        }

        var proof = entry.Proof;
        if (!NoteText.IsText(proof.Checkpoint) || !SignedNote.TryParse(NoteText.Utf8.GetBytes(proof.Checkpoint), out var note, out var fault))
        {
            return "the checkpoint is not a signed note";
        }

        if (note.Verify([logKey]).Fault is { } bad)
        {
            return $"the checkpoint: {bad}";
        }

        if (!Checkpoint.TryParse(note.Text, out var tree, out fault))
        {
            return fault;
        }

        if (tree.Origin != origin || tree.Size != proof.TreeSize || !tree.Root.Span.SequenceEqual(proof.RootHash.Span))
        {
            return "the checkpoint is of another tree than the proof";
        }

        // A seal speaks of entries before its own.
        if (proof.LogIndex != entry.LogIndex || statement.End > entry.LogIndex)
        {
            return "the entry stands at another place than it says";
        }

        return TreeProofs.IsIncluded(proof.LogIndex, tree.Size, TreeHash.Leaf(entry.Body.Span), proof.Hashes, tree.Root.Span)
            ? null
            : "the tree of the checkpoint does not have the entry";
    }
}
