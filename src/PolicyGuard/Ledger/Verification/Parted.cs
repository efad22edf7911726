namespace PolicyGuard.Ledger.Verification;

/// <summary>A block whose entries and whose hash in the tree tell different stories, until a checkpoint says which is right.</summary>
/// <param name="First">Its first entry.</param>
/// <param name="Changed">Entries whose own stored hash differs from their bytes.</param>
/// <param name="ByStored">Whether the stored hashes agree with the tree.</param>
/// <param name="Swapped">Two entries that would agree with the tree in each other's places.</param>
internal sealed record Parted(long First, IReadOnlyList<long> Changed, bool ByStored, (long, long)? Swapped)
{
    /// <summary>Looks at a block that parted from its hash.</summary>
    public static Parted Of(Block block, byte[] node, long settled) => new(
        block.First,
        [.. block.Differing().Where(index => index >= settled)],
        block.Differs && block.Root(Block.Width, stored: true).AsSpan().SequenceEqual(node),
        block.Differs ? null : SwapSearch.Find(block.Hashes, node) is var (a, b) ? (block.First + a, block.First + b) : null);

    private long End => First + Block.Width;

    /// <summary>Tells what was done, now that a checkpoint said who is right.</summary>
    public void Settle(bool entriesAreRight, Faults faults)
    {
        if (!entriesAreRight)
        {
            TellEntries(faults, "the entry is not the one that was signed for");
            return;
        }

        faults.Add(Tampering.TreeChanged, First, End, $"hash {First / Block.Width} of level 1 of the tree is not that of its entries, which are as they were signed", bad: false);
        foreach (var index in Changed)
        {
            faults.Add(Tampering.HashChanged, index, index + 1, "the stored hash is not that of the entry", bad: false);
        }
    }

    /// <summary>Tells what is likeliest where no checkpoint spoke.</summary>
    public void Guess(Faults faults) => TellEntries(faults, "entry and tree differ, and no good checkpoint says which was changed");

    private void TellEntries(Faults faults, string message)
    {
        if (Swapped is var (a, b))
        {
            faults.Add(Tampering.OrderChanged, a, a + 1, $"entries {a} and {b} stand in each other's places");
            faults.Add(Tampering.OrderChanged, b, b + 1, $"entries {a} and {b} stand in each other's places");
        }
        else if (ByStored)
        {
            foreach (var index in Changed)
            {
                faults.Add(Tampering.EntryChanged, index, index + 1, message);
            }
        }
        else
        {
            faults.Add(Tampering.EntryRewritten, First, End, $"one or more of these entries were changed together with their hashes: {message}");
        }
    }
}
