using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Tests.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Notes;

public sealed class LogProofTests
{
    private const string Origin = "example.org/log - 7";

    private static readonly NoteSigner Signer = NoteSigner.Create("example.org/log");
    private static readonly NaiveTree Numbers = NaiveTree.OfNumbers(300);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 300)]
    [InlineData(255, 300)]
    [InlineData(299, 300)]
    public async Task A_proof_stands_by_itself(int index, int size)
    {
        var proof = new LogProof(index, await new TileTree(Numbers).InclusionAsync(index, size), Head(size), new byte[] { 1, 2 });
        Assert.True(LogProof.TryParse(proof.Encode(), out var read, out _));
        Assert.Equal([1, 2], read.Extra!.Value.ToArray());
        var entry = System.Text.Encoding.ASCII.GetBytes($"{index}");
        Assert.True(read.Verify(entry, [Signer.Key], Origin, out _));
        Assert.False(read.Verify([.. entry, 0], [Signer.Key], Origin, out _));
        Assert.False(read.Verify(entry, [Signer.Key], Origin + "0", out _));
        Assert.False(read.Verify(entry, [], Origin, out _));
    }

    [Fact]
    public void One_bit_changed_anywhere_in_a_proof_loses_it_or_changes_only_what_nothing_vouches_for()
    {
        var proof = new LogProof(4, [.. Numbers.Path(4, 0, 7).Select(h => new ReadOnlyMemory<byte>(h))], Head(7));
        var encoded = proof.Encode();
        for (var bit = 0; bit < encoded.Length * 8; bit++)
        {
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(LogProof.TryParse(encoded, out var read, out _) && read.Verify("4"u8, [Signer.Key], Origin, out _), $"bit {bit}");
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void What_would_not_be_read_back_is_not_made()
    {
        Assert.Throws<ArgumentException>(() => new LogProof(-1, [], Head(1)));
        Assert.Throws<ArgumentException>(() => new LogProof(0, [new byte[31]], Head(1)));
        Assert.Throws<ArgumentException>(() => new LogProof(0, [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[32], 64)], Head(1)));
        Assert.Null(new LogProof(0, [], Head(1), ReadOnlyMemory<byte>.Empty).Extra);
    }

    private static SignedNote Head(int size) => SignedNote.Sign(new Checkpoint(Origin, size, Numbers.Root(0, size)).Text, Signer);
}
