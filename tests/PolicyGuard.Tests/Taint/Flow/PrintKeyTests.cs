using PolicyGuard.Flows;

namespace PolicyGuard.Tests.Taint.Flow;

public sealed class PrintKeyTests
{
    // The first and the sixteenth vector of the reference implementation: key 00…0f, input of that many bytes counting from 0.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void The_fingerprint_is_SipHash_2_4(int length, ulong expected)
    {
        var input = Enumerable.Range(0, length).Select(static i => (byte)i).ToArray();
        Assert.Equal(expected, PrintKey.Hash(0x0706050403020100UL, 0x0f0e0d0c0b0a0908UL, input));
    }

    [Fact]
    public void Another_key_or_another_kind_gives_another_fingerprint()
    {
        var key = new PrintKey(new byte[16]);
        Assert.Equal(key.Of('w', "x"), new PrintKey(new byte[16]).Of('w', "x"));
        Assert.NotEqual(key.Of('w', "x"), key.Of('e', "x"));
        Assert.NotEqual(key.Of('w', "x"), PrintKey.New().Of('w', "x"));
    }

    [Fact]
    public void A_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(static () => new PrintKey(new byte[15]));

    [Fact]
    public void The_end_of_what_was_sent_opens_under_its_own_key_only()
    {
        var key = PrintKey.New();
        var box = new TailBox(key).Seal("half a secret");
        Assert.Equal("half a secret", new TailBox(key).Open(box));
        Assert.Null(new TailBox(PrintKey.New()).Open(box));
        box[^1] ^= 1;
        Assert.Null(new TailBox(key).Open(box));
        Assert.Null(new TailBox(key).Open(box.AsSpan(0, 5)));
    }
}
