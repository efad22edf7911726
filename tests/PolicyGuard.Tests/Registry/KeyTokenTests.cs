using PolicyGuard.Registry;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Registry;

/// <summary>API keys as text.</summary>
public sealed class KeyTokenTests
{
    [Fact]
    public void A_key_is_read_as_what_it_was_made()
    {
        var made = KeyToken.Create(out var text);
        Assert.True(KeyToken.TryRead(text, out var read));
        Assert.Equal(KeyToken.Length, text.Length);
        Assert.Equal(made.KeyId, read!.KeyId);
        Assert.True(read.Matches(made.Hash.Span));
        Assert.Matches("^pgk_[0-9a-hj-km-np-tv-z]{16}_[0-9a-hj-km-np-tv-z]{58}$", text);
        Assert.Equal($"key_{text[4..20]}", made.KeyId);
    }

    [Fact]
    public void No_two_keys_are_alike() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(static _ => KeyToken.Create(out var text) is null ? "" : text[21..73]).Distinct().Count());

    // One wrong character anywhere: told at once, without a look at the store.
    [Fact]
    public void A_typing_error_at_any_place_is_seen()
    {
        _ = KeyToken.Create(out var text);
        var missed = 0;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var c in "0z_K é")
            {
                if (text[i] != c && KeyToken.TryRead($"{text[..i]}{c}{text[(i + 1)..]}", out _))
                {
                    missed++;
                }
            }
        }

        Assert.Equal(0, missed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pgk_")]
    [InlineData("pgk_0000000000000000_0000000000000000000000000000000000000000000000000000000000")]
    [InlineData("PGK_0000000000000000_0000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_key_is_not_read(string text) => Assert.False(KeyToken.TryRead(text, out _));

    [Fact]
    public void A_key_with_more_around_it_is_not_read()
    {
        _ = KeyToken.Create(out var text);
        foreach (var twisted in new[] { text + " ", " " + text, text + "\n", text + "\0", text[..^1], text + text, text.ToUpperInvariant(), text.Replace('_', '-'), text.Normalize(System.Text.NormalizationForm.FormD) + "\u0301" })
        {
            Assert.False(KeyToken.TryRead(twisted, out _), twisted);
        }
    }

    [Fact]
    public void Another_key_of_the_same_id_does_not_match()
    {
        var made = KeyToken.Create(out _);
        var other = KeyToken.Create(out _);
        Assert.False(made.Matches(other.Hash.Span));
        Assert.False(made.Matches([]));
        Assert.False(made.Matches(made.Hash.Span[..31]));
    }

    // An agent that finds a key in a file, or is handed one, must not carry it out.
    [Fact]
    public void The_detectors_know_our_own_keys_whole_cut_off_and_in_the_midst_of_text()
    {
        var scanner = new Scanner();
        _ = KeyToken.Create(out var text);
        foreach (var carrier in new[] { text, $"Authorization: Bearer {text}\n", $"key='{text}'", text[..50], $"https://x/?k={text}&y" })
        {
            var finding = Assert.Single(scanner.ScanText(carrier), static finding => finding.Detector == "policyguard-key");
            Assert.DoesNotContain(text[21..40], finding.Excerpt);
        }

        Assert.Empty(scanner.ScanText("key_3k9m0v7x2c5t8b1n and pgk_ and pgk_3k9m0v7x"));
    }
}
