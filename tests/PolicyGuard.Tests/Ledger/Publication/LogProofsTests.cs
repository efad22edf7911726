using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Publication;

public sealed class LogProofsTests
{
    [Fact]
    public async Task An_entry_is_proven_in_the_newest_checkpoint_or_in_one_that_is_named()
    {
        using var log = new MemoryLog(700, 40, 300, 600);
        var proofs = new LogProofs(log);
        foreach (var size in new int?[] { null, 600, 300, 40 })
        {
            var (proof, _) = await proofs.InclusionAsync(39, size, default);
            Assert.True(proof!.Verify(log.Entry(39), [log.Old.Key, log.Signer.Key], MemoryLog.Origin, out var fault), fault);
            Assert.Contains($"\n{size ?? 600}\n", proof.Checkpoint.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(600, null)]
    [InlineData(40L, 40L)]
    [InlineData(-1, null)]
    [InlineData(0L, 299L)]
    [InlineData(0L, 601L)]
    [InlineData(0L, 700L)]
    [InlineData(0L, 0L)]
    [InlineData(0L, 39L)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public async Task What_no_checkpoint_speaks_of_is_not_proven(long index, long? size)
    {
        using var log = new MemoryLog(700, 40, 300, 600);
        var (proof, fault) = await new LogProofs(log).InclusionAsync(index, size, default);
        Assert.Null(proof);
        Assert.NotEmpty(fault);
    }

    [Fact]
    public async Task A_log_that_grew_is_proven_to_from_any_size()
    {
        using var log = new MemoryLog(700, 40, 300, 600);
        foreach (var (from, to) in new (long, long?)[] { (0, null), (1, null), (300, 600), (299, 300), (600, null), (40, 40), (257, null) })
        {
            var (proof, _) = await new LogProofs(log).ConsistencyAsync(from, to, default);
            Assert.Equal(to ?? 600, proof!.To.Size);
            Assert.Equal(log.Tree.Root(0, from), proof.FromRoot.ToArray());
            Assert.True(TreeProofs.IsConsistent(from, proof.To.Size, proof.FromRoot.Span, proof.To.Root.Span, proof.Hashes));
            Assert.True(proof.Checkpoint.Verify(log.Chain.KeysFor(proof.To.Size)).IsAccepted);
        }

        foreach (var (from, to) in new (long, long?)[] { (601, null), (301, 300), (-1, null), (0, 700), (0, 1) })
        {
            Assert.Null((await new LogProofs(log).ConsistencyAsync(from, to, default)).Proof);
        }
    }

    [Fact]
    public async Task Proofs_that_are_cut_in_a_row_are_those_that_are_made_one_by_one()
    {
        var tree = NaiveTreeOf(1500);
        foreach (var size in new[] { 1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 700, 1024, 1499 })
        {
            var cutter = new ProofCutter(tree, size);
            for (var index = 0; index < size; index++)
            {
                var proof = await cutter.CutAsync(index, default);
                Assert.Equal(tree.Path(index, 0, size).Select(Convert.ToHexString), proof.Select(hash => Convert.ToHexString(hash.Span)));
            }
        }
    }

    [Fact]
    public async Task Proofs_in_a_row_read_each_tile_but_once()
    {
        var tree = NaiveTreeOf(70_000);
        var cutter = new ProofCutter(tree, 70_000);
        for (var index = 0; index < 70_000; index += 5)
        {
            await cutter.CutAsync(index, default);
        }

        // Besides the tiles themselves some at the right edge, for the roots that all proofs share.
        Assert.InRange(tree.Reads.Count, 274, 320);
    }

    [Fact]
    public async Task A_cutter_knows_no_entry_outside_its_tree()
    {
        var cutter = new ProofCutter(NaiveTreeOf(10), 9);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await cutter.CutAsync(9, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await cutter.CutAsync(-1, default));
    }

    [Fact]
    public void The_list_of_keys_is_read_as_it_was_written()
    {
        using var log = new MemoryLog(1);
        Assert.Equal(log.Chain.Encoded, KeyList.Decode(KeyList.Encode(log.Chain.Encoded)));
        Assert.Empty(KeyList.Decode([]));
        Assert.Empty(KeyList.Decode(new byte[KeyList.MaxBytes + 1]));
        Assert.False(KeyChain.TryParse(KeyList.Decode("---\n---\n"u8), out _, out _));
    }

    private static Tree.NaiveTree NaiveTreeOf(int size) => Tree.NaiveTree.OfNumbers(size);
}
