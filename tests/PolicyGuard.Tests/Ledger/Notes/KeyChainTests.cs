using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Tests.Ledger.Notes;

/// <summary>Making chains; what is refused when they are read is in <c>spec/notes/chains.yaml</c>.</summary>
public sealed class KeyChainTests
{
    private const string Origin = "example.org/log - 7";

    private static readonly NoteSigner[] Signers = [.. Enumerable.Range(0, 4).Select(_ => NoteSigner.Create("example.org/log"))];

    private static readonly KeyChain Chain =
        KeyChain.Start(Origin, Signers[0]).Append(Signers[0], Signers[1], 100).Append(Signers[1], Signers[2], 100).Append(Signers[2], Signers[3], 250);

    [Fact]
    public void A_chain_that_was_made_is_read_back()
    {
        Assert.True(KeyChain.TryParse(Chain.Encoded, out var read, out _));
        Assert.Equal(Origin, read.Origin);
        Assert.Equal(Chain.Links, read.Links);
        Assert.Equal([(0, Signers[0].Key), (100, Signers[1].Key), (100, Signers[2].Key), (250, Signers[3].Key)], read.Keys.Select(k => (k.From, k.Key)));
        Assert.Equal(Signers[3].Key, read.Current);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 2)]
    [InlineData(249, 2)]
    [InlineData(250, 3)]
    [InlineData(long.MaxValue, 3)]
    public void The_last_key_that_begins_at_or_before_a_size_signs_it(long size, int signer) => Assert.Equal(Signers[signer].Key, Chain.KeyFor(size));

    [Theory]
    [InlineData(0, new[] { 0 })]
    [InlineData(99, new[] { 0 })]
    [InlineData(100, new[] { 0, 1, 2 })]
    [InlineData(101, new[] { 2 })]
    [InlineData(250, new[] { 2, 3 })]
    [InlineData(251, new[] { 3 })]
    public void Where_the_key_changed_at_a_size_the_old_one_may_have_signed_it_too(long size, int[] signers) =>
        Assert.Equal(signers.Select(i => Signers[i].Key), Chain.KeysFor(size));

    [Fact]
    public void A_size_that_no_tree_has_has_no_key()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chain.KeyFor(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Chain.KeysFor(-1));
    }

    [Fact]
    public void Who_trusts_any_key_of_the_chain_trusts_those_that_follow_and_nobody_else_does()
    {
        Assert.All(Signers, signer => Assert.True(Chain.StartsFrom(signer.Key)));
        using var stranger = NoteSigner.Create("example.org/log");
        Assert.False(Chain.StartsFrom(stranger.Key));
        Assert.False(Chain.StartsFrom(NoteKey.FromSpki("example.org/other", Signers[0].Key.Spki.Span)));
        Assert.False(KeyChain.Start(Origin, stranger).StartsFrom(Signers[0].Key));
    }

    [Fact]
    public void A_chain_that_would_be_refused_is_not_made()
    {
        using var next = NoteSigner.Create("example.org/log");
        Assert.Throws<ArgumentException>(() => Chain.Append(Signers[2], next, 300));
        Assert.Throws<ArgumentException>(() => Chain.Append(next, next, 300));
        Assert.Throws<ArgumentException>(() => Chain.Append(Signers[3], Signers[0], 300));
        Assert.Throws<ArgumentException>(() => Chain.Append(Signers[3], Signers[3], 300));
        Assert.Throws<ArgumentException>(() => Chain.Append(Signers[3], next, 249));
        Assert.Throws<ArgumentException>(() => KeyChain.Start("two\nlines", next));
        Assert.Equal(4, Chain.Links.Count);
    }

    [Fact]
    public void A_link_is_no_checkpoint_and_a_checkpoint_no_link()
    {
        foreach (var link in Chain.Links)
        {
            Assert.False(Checkpoint.TryParse(link.Text, out _, out _));
        }

        Assert.False(KeyLink.TryParse(new Checkpoint("policyguard key chain v1", 8, new byte[32], ["0", "0"]).Text, out _, out _));
    }

    [Fact]
    public void One_link_of_another_chain_of_the_same_keys_does_not_fit()
    {
        var other = KeyChain.Start(Origin, Signers[0]).Append(Signers[0], Signers[1], 50);
        Assert.False(KeyChain.TryParse([other.Encoded[0], other.Encoded[1], Chain.Encoded[2]], out _, out var fault));
        Assert.Contains("the hash in it", fault, StringComparison.Ordinal);
    }
}
