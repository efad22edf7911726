using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Backends.Signing;

/// <summary>What Rekor says of an entry, read and checked.</summary>
internal static class RekorAnswer
{
    /// <summary>The one entry of an answer; null where there is not exactly one.</summary>
    public static TransparencyEntry? Read(JsonElement answer)
    {
        try
        {
            if (answer.ValueKind != JsonValueKind.Object || answer.GetPropertyCount() != 1)
            {
                return null;
            }

            var entry = answer.EnumerateObject().First().Value;
            var (verification, proof) = (entry.GetProperty("verification"), entry.GetProperty("verification").GetProperty("inclusionProof"));
            return new TransparencyEntry
            {
                LogIndex = entry.GetProperty("logIndex").GetInt64(),
                LogId = Convert.FromHexString(entry.GetProperty("logID").GetString() ?? ""),
                IntegratedTime = entry.GetProperty("integratedTime").GetInt64(),
                SignedEntryTimestamp = verification.GetProperty("signedEntryTimestamp").GetBytesFromBase64(),
                Proof = new InclusionProof(
                    proof.GetProperty("logIndex").GetInt64(),
                    proof.GetProperty("treeSize").GetInt64(),
                    Convert.FromHexString(proof.GetProperty("rootHash").GetString() ?? ""),
                    [.. proof.GetProperty("hashes").EnumerateArray().Select(static h => (ReadOnlyMemory<byte>)Convert.FromHexString(h.GetString() ?? ""))],
                    proof.GetProperty("checkpoint").GetString() ?? ""),
                Body = entry.GetProperty("body").GetBytesFromBase64(),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Why an entry does not prove that the log with this key has our envelope; null where it does.</summary>
    public static string? FaultOf(TransparencyEntry entry, DsseEnvelope envelope, ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> logKey)
    {
        if (!RekorBody.TryRead(entry.Body.Span, out var body) || !body!.IsOf(envelope, certificate))
        {
            return "it is the entry of something else";
        }

        if (!EcdsaP256.KeyId(logKey).AsSpan().SequenceEqual(entry.LogId.Span) || !SignedEntryTimestamp.Verify(entry, logKey))
        {
            return "its time and place are not signed by the configured log";
        }

        var proof = entry.Proof;
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(proof.Checkpoint), out var note, out var fault) || !Checkpoint.TryParse(note.Text, out var tree, out fault))
        {
            return $"the checkpoint: {fault}";
        }

        if (!IsSigned(note, logKey) || tree.Size != proof.TreeSize || !tree.Root.Span.SequenceEqual(proof.RootHash.Span))
        {
            return "the checkpoint is not that of the proof, signed by the configured log";
        }

        return TreeProofs.IsIncluded(proof.LogIndex, tree.Size, TreeHash.Leaf(entry.Body.Span), proof.Hashes, tree.Root.Span) ? null : "the tree does not have it";
    }

    // The key is configured, its name is not: any name will do that can be one.
    private static bool IsSigned(SignedNote note, ReadOnlySpan<byte> logKey)
    {
        foreach (var signature in note.Signatures)
        {
            if (note.Verify([NoteKey.FromSpki(signature.KeyName, logKey)]).IsAccepted)
            {
                return true;
            }
        }

        return false;
    }
}
