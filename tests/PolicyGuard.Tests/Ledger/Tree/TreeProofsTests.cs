using FsCheck;
using FsCheck.Fluent;
using PolicyGuard.Ledger.Tree;
using Proof = System.Collections.Generic.IReadOnlyList<System.ReadOnlyMemory<byte>>;

namespace PolicyGuard.Tests.Ledger.Tree;

/// <summary>Every proof that we make holds, and nothing else does. Each property is tried with the same values in every run.</summary>
public sealed class TreeProofsTests
{
    private static readonly FsCheck.Config Repeatable = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true).WithReplay(20261204, 41);
    private static readonly NaiveTree Numbers = NaiveTree.OfNumbers(700);
    private static readonly TileTree Tree = new(Numbers);

    // (a leaf or an earlier size, a size), the first below or at the second.
    private static readonly Gen<(int First, int Size)> Pairs = from size in Gen.Choose(1, 700) from first in Gen.Choose(1, size) select (first, size);

    [Fact]
    public void Every_size_up_to_seventy_is_consistent_with_every_later_one()
    {
        for (var to = 0; to <= 70; to++)
        {
            for (var from = 0; from <= to; from++)
            {
                var proof = Consistency(from, to);
                Assert.Equal(from == 0 ? [] : Numbers.Subproof(from, 0, to), proof.Select(h => h.ToArray()));
                Assert.True(Grew(from, to, proof), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void Every_leaf_of_every_tree_up_to_seventy_is_included_and_at_no_other_place()
    {
        for (var size = 1; size <= 70; size++)
        {
            for (var leaf = 0; leaf < size; leaf++)
            {
                var proof = Inclusion(leaf, size);
                Assert.Equal(Numbers.Path(leaf, 0, size), proof.Select(h => h.ToArray()));
                for (var place = -1; place <= size; place++)
                {
                    Assert.Equal(place == leaf, TreeProofs.IsIncluded(place, size, Leaf(leaf), proof, Root(size)));
                }
            }
        }
    }

    [Fact]
    public void One_bit_changed_anywhere_in_an_inclusion_proof_breaks_it() => Check(pair =>
    {
        var (index, size) = (pair.First - 1, pair.Size);
        var (leaf, root, proof) = (Leaf(index), Root(size), Copy(Inclusion(index, size)));
        AllBits([leaf, root, .. proof], () => TreeProofs.IsIncluded(index, size, leaf, Read(proof), root));
    });

    [Fact]
    public void One_bit_changed_anywhere_in_a_consistency_proof_breaks_it() => Check(pair =>
    {
        var (earlier, later, proof) = (Root(pair.First), Root(pair.Size), Copy(Consistency(pair.First, pair.Size)));
        AllBits([earlier, later, .. proof], () => TreeProofs.IsConsistent(pair.First, pair.Size, earlier, later, Read(proof)));
    });

    [Fact]
    public void A_hash_more_or_less_or_elsewhere_breaks_a_proof() => Check(pair =>
    {
        var index = pair.First - 1;
        foreach (var proof in Distorted(Inclusion(index, pair.Size)))
        {
            Assert.False(TreeProofs.IsIncluded(index, pair.Size, Leaf(index), proof, Root(pair.Size)));
        }

        foreach (var proof in Distorted(Consistency(pair.First, pair.Size)))
        {
            Assert.False(Grew(pair.First, pair.Size, proof));
        }
    });

    // A proof binds a leaf to a root. That size and root belong together is what the checkpoint's signature says.
    [Fact]
    public void A_proof_does_not_hold_at_another_size_with_that_sizes_root() => Check(pair =>
    {
        var (index, size) = (pair.First - 1, pair.Size);
        var (included, grown) = (Inclusion(index, size), Consistency(pair.First, size));
        for (var other = 0; other <= 700; other++)
        {
            if (other == size)
            {
                continue;
            }

            Assert.False(TreeProofs.IsIncluded(index, other, Leaf(index), included, Root(other)));
            Assert.False(pair.First != size && Grew(pair.First, other, grown));
            Assert.False(other != pair.First && other != 0 && pair.First != size && Grew(other, size, grown));
        }
    });

    [Fact]
    public void An_inner_node_is_not_included_as_a_leaf() =>
        Assert.False(TreeProofs.IsIncluded(0, 4, Numbers.Root(0, 2), [Numbers.Root(2, 4)], Root(4)));

    [Fact]
    public void The_empty_tree_is_continued_by_every_tree_but_proves_nothing_else()
    {
        Assert.True(TreeProofs.IsConsistent(0, 5, TreeHash.Empty, Root(5), []));
        Assert.True(TreeProofs.IsConsistent(0, 0, TreeHash.Empty, TreeHash.Empty, []));
        Assert.False(TreeProofs.IsConsistent(0, 5, Root(1), Root(5), []));
        Assert.False(TreeProofs.IsConsistent(0, 0, Root(1), Root(1), []));
        Assert.False(TreeProofs.IsConsistent(0, 5, TreeHash.Empty, Root(5), [Root(5)]));
        Assert.False(TreeProofs.IsIncluded(0, 0, Leaf(0), [], TreeHash.Empty));
    }

    [Fact]
    public void Equal_sizes_need_equal_roots_and_an_empty_proof()
    {
        Assert.True(TreeProofs.IsConsistent(5, 5, Root(5), Root(5), []));
        Assert.False(TreeProofs.IsConsistent(5, 5, Root(5), Root(6), []));
        Assert.False(TreeProofs.IsConsistent(5, 5, Root(5), Root(5), [Root(5)]));
    }

    [Theory]
    [InlineData(-1, 8)]
    [InlineData(8, 8)]
    [InlineData(0, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue - 1, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    public void Numbers_out_of_range_are_no_proof_and_no_error(long first, long size)
    {
        foreach (var length in new[] { 0, 3, 63, 64, 65, 1_000 })
        {
            Proof proof = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(Leaf(0), length)];
            Assert.False(TreeProofs.IsIncluded(first, size, Leaf(0), proof, Root(8)));
            Assert.False(TreeProofs.IsConsistent(first, size, Root(7), Root(8), proof));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_hash_of_another_length_is_no_proof_and_no_error(int length)
    {
        var odd = new byte[length];
        Assert.False(TreeProofs.IsIncluded(0, 2, odd, [Leaf(1)], Root(2)));
        Assert.False(TreeProofs.IsIncluded(0, 2, Leaf(0), [odd], Root(2)));
        Assert.False(TreeProofs.IsIncluded(0, 2, Leaf(0), [Leaf(1)], odd));
        Assert.False(TreeProofs.IsConsistent(1, 2, odd, Root(2), [Leaf(1)]));
        Assert.False(TreeProofs.IsConsistent(1, 2, Root(1), odd, [Leaf(1)]));
        Assert.False(TreeProofs.IsConsistent(1, 2, Root(1), Root(2), [odd]));
        Assert.False(TreeProofs.IsIncluded(0, 2, Leaf(0), null!, Root(2)));
    }

    private static void Check(Action<(int First, int Size)> holds) => Prop.ForAll(Pairs.ToArbitrary(), holds).Check(Repeatable);

    private static void AllBits(IReadOnlyList<byte[]> parts, Func<bool> holds)
    {
        Assert.True(holds());
        foreach (var part in parts)
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(holds());
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(holds());
    }

    private static IEnumerable<Proof> Distorted(Proof proof)
    {
        for (var at = 0; at <= proof.Count; at++)
        {
            yield return [.. proof.Take(at), Leaf(0), .. proof.Skip(at)];
            if (at < proof.Count)
            {
                yield return [.. proof.Take(at), .. proof.Skip(at + 1)];
                yield return [.. proof.Take(at), proof[at], .. proof.Skip(at)];
            }

            if (at + 1 < proof.Count)
            {
                yield return [.. proof.Take(at), proof[at + 1], proof[at], .. proof.Skip(at + 2)];
            }
        }
    }

    private static Proof Inclusion(long index, long size) => Tree.InclusionAsync(index, size).AsTask().GetAwaiter().GetResult();

    private static Proof Consistency(long from, long to) => Tree.ConsistencyAsync(from, to).AsTask().GetAwaiter().GetResult();

    private static bool Grew(int from, int to, Proof proof) => TreeProofs.IsConsistent(from, to, Root(from), Root(to), proof);

    private static byte[] Leaf(int index) => [.. Numbers.Root(index, index + 1)];

    private static byte[] Root(int size) => [.. Numbers.Root(0, size)];

    private static byte[][] Copy(Proof proof) => [.. proof.Select(h => h.ToArray())];

    private static Proof Read(byte[][] proof) => [.. proof.Select(h => new ReadOnlyMemory<byte>(h))];
}
