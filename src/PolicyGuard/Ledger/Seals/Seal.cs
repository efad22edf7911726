using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Seals;

/// <summary>
/// One signature under the envelopes of many calls. The log keeps only <see cref="Leaf"/>: with the statement, which its entries give again, the signed envelope
/// can be restored from it, and nothing is kept twice.
/// </summary>
public sealed class Seal
{
    private Seal(BatchStatement statement, DsseEnvelope envelope, RekorBody body) => (Statement, Envelope, Body) = (statement, envelope, body);

    /// <summary>What is stated.</summary>
    public BatchStatement Statement { get; }

    /// <summary>The signed statement.</summary>
    public DsseEnvelope Envelope { get; }

    /// <summary>What the log keeps.</summary>
    public RekorBody Body { get; }

    /// <summary>The bytes of the log entry, canonical JSON: the leaf is over these and nothing else.</summary>
    public ReadOnlyMemory<byte> Leaf => Body.ToJson();

    /// <summary>Signs a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="signer">The key; it may be the log's own.</param>
    public static Seal Sign(BatchStatement statement, NoteSigner signer)
    {
        var envelope = DsseEnvelope.Sign(DsseEnvelope.InToto, statement.ToJson(), message => signer.Sign(message.Span));
        return new Seal(statement, envelope, RekorBody.Of(envelope, signer.Key.Pem));
    }

    /// <summary>Puts a seal together again from its statement and its log entry.</summary>
    /// <param name="statement">The statement, made anew from the entries that it covers.</param>
    /// <param name="leaf">The log entry.</param>
    /// <returns>Null where the entry is no seal, or one of another statement: then entries were changed.</returns>
    public static Seal? Restore(BatchStatement statement, ReadOnlySpan<byte> leaf)
    {
        if (!RekorBody.TryRead(leaf, out var body))
        {
            return null;
        }

        var envelope = new DsseEnvelope(DsseEnvelope.InToto, statement.ToJson(), body!.Signature);
        return RekorBody.Of(envelope, body.Verifier).ToJson().AsSpan().SequenceEqual(leaf) ? new Seal(statement, envelope, body) : null;
    }

    /// <summary>The log's promise that the seal's entry stands at an index since a time: a signed entry timestamp, made when the entry is written.</summary>
    public byte[] Promise(long index, DateTimeOffset sealedAt, NoteSigner log) => log.Sign(Promised(Leaf.Span, index, sealedAt, log.Key));

    /// <summary>What a promise signs.</summary>
    internal static byte[] Promised(ReadOnlySpan<byte> leaf, long index, DateTimeOffset sealedAt, NoteKey log) =>
        SignedEntryTimestamp.Message(leaf, sealedAt.ToUnixTimeSeconds(), EcdsaP256.KeyId(log.Spki.Span), index);

    /// <summary>The file that proves the envelopes of this seal to a stranger.</summary>
    /// <param name="index">The index of the seal's entry in the log.</param>
    /// <param name="path">The inclusion proof of that entry in the tree of the checkpoint.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="log">The log's key, whose signature the checkpoint and the promise have.</param>
    /// <param name="sealedAt">When the seal's entry was written.</param>
    /// <param name="promise">The log's promise, as <see cref="Promise"/> makes it.</param>
    /// <exception cref="ArgumentException">The checkpoint is none, or the log's key did not sign it.</exception>
    public SigstoreBundle ToBundle(
        long index, IReadOnlyList<ReadOnlyMemory<byte>> path, SignedNote checkpoint, NoteKey log, DateTimeOffset sealedAt, ReadOnlyMemory<byte> promise)
    {
        if (!Checkpoint.TryParse(checkpoint.Text, out var tree, out var fault))
        {
            throw new ArgumentException(fault, nameof(checkpoint));
        }

        return new SigstoreBundle(
            Envelope,
            new TransparencyEntry
            {
                LogIndex = index,
                LogId = EcdsaP256.KeyId(log.Spki.Span),
                IntegratedTime = sealedAt.ToUnixTimeSeconds(),
                SignedEntryTimestamp = promise,
                Proof = new InclusionProof(index, tree.Size, tree.Root, path, OneSignature.Of(checkpoint, log)),
                Body = Leaf,
            })
        {
            PublicKeyHint = Convert.ToBase64String(EcdsaP256.KeyId(Body.VerifierDer())),
        };
    }
}
