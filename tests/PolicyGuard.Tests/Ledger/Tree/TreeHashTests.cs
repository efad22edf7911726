using System.Security.Cryptography;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

public sealed class TreeHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(3_000_000)]
    public void A_leaf_of_any_length_is_hashed_behind_a_zero_byte(int length)
    {
        var data = new byte[length];
        RandomNumberGenerator.Fill(data);
        Assert.Equal(SHA256.HashData([0, .. data]), TreeHash.Leaf(data));
    }

    [Fact]
    public void A_node_is_hashed_behind_a_one_and_may_be_written_over_a_child()
    {
        var (left, right) = (TreeHash.Leaf("l"u8), TreeHash.Leaf("r"u8));
        var expected = SHA256.HashData([1, .. left, .. right]);
        TreeHash.Node(left, right, left);
        Assert.Equal(expected, left);
    }

    [Fact]
    public void No_entry_can_be_made_whose_hash_is_that_of_an_inner_node()
    {
        var (left, right) = (TreeHash.Leaf("l"u8), TreeHash.Leaf("r"u8));
        var node = new byte[TreeHash.Size];
        TreeHash.Node(left, right, node);
        Assert.NotEqual(node, TreeHash.Leaf([.. left, .. right]));
        Assert.NotEqual(node, TreeHash.Leaf([1, .. left, .. right]));
    }

    [Fact]
    public void A_hash_of_another_length_is_no_child() =>
        Assert.Throws<ArgumentException>(() => TreeHash.Node(new byte[31], new byte[32], new byte[32]));

    [Fact]
    public void A_hash_that_failed_leaves_nothing_behind_for_the_next()
    {
        Assert.Throws<ArgumentException>(() => TreeHash.Leaf("a"u8, new byte[31]));
        Assert.Throws<ArgumentException>(() => TreeHash.Node(new byte[32], new byte[32], new byte[31]));
        Assert.Throws<ArgumentException>(() => TreeHash.Node(new byte[33], new byte[31], new byte[32]));
        Assert.Equal(SHA256.HashData([0, 98]), TreeHash.Leaf("b"u8));
    }

    [Fact]
    public void Threads_do_not_meet_in_one_digest() => Parallel.For(0, 2_000, i =>
    {
        var data = BitConverter.GetBytes(i);
        Assert.Equal(SHA256.HashData([0, .. data]), TreeHash.Leaf(data));
    });

    [Fact]
    public void Nobody_can_change_the_root_of_the_empty_tree_for_others()
    {
        TreeHash.Empty[0] ^= 1;
        Assert.Equal(SHA256.HashData([]), TreeHash.Empty);
    }
}
