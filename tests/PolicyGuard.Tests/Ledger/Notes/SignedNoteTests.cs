using System.Text;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Tests.Ledger.Notes;

/// <summary>What the cases of <c>spec/notes</c> cannot say as text.</summary>
public sealed class SignedNoteTests
{
    private static readonly NoteSigner Signer = NoteSigner.Create("example.org/log");
    private static readonly NoteSigner Other = NoteSigner.Create("example.org/other");

    [Theory]
    [InlineData("\n")]
    [InlineData("one\n")]
    [InlineData("\n\n\none\n\n\n")]
    [InlineData("— looks like a signature AAAA\n\n— and another BBBB\n")]
    [InlineData("grüße 😀 \u2028 \uFEFF\n")]
    public void What_is_signed_is_read_back_and_believed(string text)
    {
        var encoded = SignedNote.Sign(text, Signer, Other).Encode();
        Assert.True(SignedNote.TryParse(encoded, out var note, out _));
        Assert.Equal(text, note.Text);
        Assert.Equal(encoded, note.Encode());
        Assert.Equal([Signer.Key, Other.Key], note.Verify([Other.Key, Signer.Key]).SignedBy);
        Assert.Equal([Other.Key], note.Verify([Other.Key]).SignedBy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no end")]
    [InlineData("a\rb\n")]
    [InlineData("a\tb\n")]
    [InlineData("a\0\n")]
    [InlineData(null)]
    public void What_nobody_would_read_is_not_signed(string? text) => Assert.Throws<ArgumentException>(() => SignedNote.Sign(text!, Signer));

    // No attribute can carry half a character.
    [Fact]
    public void Half_a_character_is_not_signed()
    {
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("a\uD800\n", Signer));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("a\uDC00\uD800\n", Signer));
    }

    [Fact]
    public void A_note_without_signers_or_too_large_is_not_made()
    {
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("a\n"));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign("a\n", [.. Enumerable.Repeat(Signer, 65)]));
        Assert.Throws<ArgumentException>(() => SignedNote.Sign(new string('a', SignedNote.MaxBytes) + "\n", Signer));
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public void Bytes_that_are_not_text_are_refused(byte[] bytes)
    {
        Assert.False(SignedNote.TryParse([.. bytes, .. SignedNote.Sign("a\n", Signer).Encode()], out _, out var fault));
        Assert.Contains("UTF-8", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_larger_than_a_mebibyte_is_not_looked_at()
    {
        Assert.False(SignedNote.TryParse(new byte[SignedNote.MaxBytes + 1], out _, out var fault));
        Assert.Contains("more than 1048576 bytes", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bit_changed_anywhere_in_a_note_loses_it()
    {
        var encoded = SignedNote.Sign("origin - 1\n8\nroot\n", Signer).Encode();
        for (var bit = 0; bit < encoded.Length * 8; bit++)
        {
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SignedNote.TryParse(encoded, out var note, out _) && note.Verify([Signer.Key]).IsAccepted, $"bit {bit}: {Encoding.UTF8.GetString(encoded)}");
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_key_that_is_known_twice_counts_once() =>
        Assert.Equal([Signer.Key], SignedNote.Sign("a\n", Signer).Verify([Signer.Key, NoteKey.FromSpki("example.org/log", Signer.Key.Spki.Span)]).SignedBy);
}
