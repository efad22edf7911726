using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Verification;

/// <summary>A checkpoint whose signature was checked: so many entries have this root, says a key that may.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">Entries.</param>
/// <param name="Root">The root of the tree over them.</param>
public sealed record SignedTree(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>Reads a checkpoint and checks that the key that the chain has for its size signed it.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="chain">The chain of signing keys.</param>
    /// <param name="tree">What it says.</param>
    /// <param name="fault">What is wrong with it, for a person.</param>
    /// <returns>Null where it is good, else what was done to it.</returns>
    public static Tampering? Open(ReadOnlySpan<byte> note, KeyChain chain, out SignedTree? tree, out string fault)
    {
        tree = null;
        if (!SignedNote.TryParse(note, out var signed, out var wrong))
        {
            fault = $"the checkpoint cannot be read: {wrong}";
            return Tampering.CheckpointChanged;
        }

        if (!Checkpoint.TryParse(signed.Text, out var checkpoint, out wrong))
        {
            fault = $"the checkpoint cannot be read: {wrong}";
            return Tampering.CheckpointChanged;
        }

        if (checkpoint.Origin != chain.Origin)
        {
            fault = $"the checkpoint is of another log, `{checkpoint.Origin}`";
            return Tampering.ForeignKey;
        }

        // Only the log's keys at this size count; a note may carry signatures of witnesses beside.
        var keys = chain.KeysFor(checkpoint.Size);
        if (!signed.Signatures.Any(signature => keys.Any(key => key.Name == signature.KeyName && key.Id == signature.KeyId)))
        {
            var who = string.Join(", ", signed.Signatures.Select(static signature => $"{signature.KeyId:x8}"));
            fault = $"the checkpoint is signed by key {who}; for {checkpoint.Size} entries it takes key {keys[^1].Id:x8}";
            return Tampering.ForeignKey;
        }

        if (signed.Verify(keys).Fault is { } refused)
        {
            fault = refused;
            return Tampering.CheckpointChanged;
        }

        (tree, fault) = (new SignedTree(checkpoint.Origin, checkpoint.Size, checkpoint.Root), "");
        return null;
    }
}
