using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Envelopes;

public sealed class BundleTests
{
    [Fact]
    public void A_bundle_is_read_as_it_is_written()
    {
        using var f = new SealFixture();
        Assert.True(SigstoreBundle.TryRead(f.Bundle.ToJson(), out var read, out var fault), fault);
        Assert.Equal(f.Bundle.ToJson(), read!.ToJson());
        Assert.True(SignedEntryTimestamp.Verify(read.Entry, f.Spki));
    }

    [Fact]
    public void Layout_does_not_matter()
    {
        using var f = new SealFixture();
        using var json = JsonDocument.Parse(f.Bundle.ToJson());
        Assert.True(SigstoreBundle.TryRead(CanonicalJson.Serialize(json.RootElement), out _, out _));
    }

    [Fact]
    public void A_certificate_takes_the_place_of_a_hint()
    {
        using var f = new SealFixture();
        var bundle = f.Bundle with { PublicKeyHint = null, Certificate = new byte[] { 1, 2, 3 } };
        Assert.True(SigstoreBundle.TryRead(bundle.ToJson(), out var read, out _));
        Assert.Null(read!.PublicKeyHint);
        Assert.Equal(3, read.Certificate.Length);
    }

    [Theory]
    [InlineData("bundle.v0.3+json", "bundle.v0.4+json")]
    [InlineData("\"logIndex\": \"9\"", "\"logIndex\": 9")]
    [InlineData("\"logIndex\": \"9\"", "\"logIndex\": \"-9\"")]
    [InlineData("\"logIndex\": \"9\"", "\"logIndex\": \"09\"")]
    [InlineData("\"logIndex\": \"9\"", "\"logIndex\": \"99999999999999999999\"")]
    [InlineData("\"kind\": \"dsse\"", "\"kind\": \"hashedrekord\"")]
    [InlineData("\"version\": \"0.0.1\"", "\"version\": \"0.0.2\"")]
    [InlineData("\"hint\"", "\"hinted\"")]
    [InlineData("\"publicKey\": {", "\"certificate\": {\"rawBytes\": \"AQ==\"}, \"publicKey\": {")]
    [InlineData("\"mediaType\"", "\"unknown\": 1, \"mediaType\"")]
    [InlineData("\"tlogEntries\": [", "\"tlogEntries\": [{},")]
    [InlineData("\"inclusionProof\"", "\"inclusionProofs\"")]
    [InlineData("\"envelope\": \"log", "\"envelope\": [\"log")]
    [InlineData("\"checkpoint\"", "\"checkpoints\"")]
    [InlineData("\"signatures\":[{", "\"signatures\":[{\"keyid\":\"a\",")]
    public void What_is_not_understood_whole_is_refused(string from, string to)
    {
        using var f = new SealFixture();
        var text = Encoding.UTF8.GetString(f.Bundle.ToJson());
        var bent = text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, bent);
        Assert.False(SigstoreBundle.TryRead(Encoding.UTF8.GetBytes(bent), out var read, out var fault));
        Assert.Null(read);
        Assert.NotNull(fault);
    }

    [Fact]
    public void A_promise_holds_for_its_body_its_time_its_index_and_its_log()
    {
        using var f = new SealFixture();
        using var other = new SealFixture();
        Assert.True(SignedEntryTimestamp.Verify(f.Entry, f.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry, other.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry with { IntegratedTime = f.Entry.IntegratedTime + 1 }, f.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry with { LogIndex = 8 }, f.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry with { LogId = other.Entry.LogId }, f.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry with { Body = other.Entry.Body }, f.Spki));
        Assert.False(SignedEntryTimestamp.Verify(f.Entry with { SignedEntryTimestamp = default }, f.Spki));
    }

    [Fact]
    public void A_body_belongs_to_one_envelope_and_one_key()
    {
        using var f = new SealFixture();
        using var other = new SealFixture();
        Assert.True(RekorBody.TryRead(f.Body.ToJson(), out var body));
        Assert.True(body!.IsOf(f.Envelope, f.Spki));
        Assert.False(body.IsOf(f.Envelope, other.Spki));
        Assert.False(body.IsOf(other.Envelope, f.Spki));
        Assert.False(body.IsOf(f.Envelope with { PayloadType = "x" }, f.Spki));
        Assert.False((body with { Verifier = "no PEM" }).IsOf(f.Envelope, f.Spki));
    }

    [Theory]
    [InlineData("\"dsse\"", "\"intoto\"")]
    [InlineData("\"sha256\"", "\"sha512\"")]
    [InlineData("{\"apiVersion\"", "{ \"apiVersion\"")]
    [InlineData("\"signatures\":[", "\"signatures\":[],\"x\":[")]
    public void A_body_that_is_not_canonical_is_another_leaf(string from, string to)
    {
        using var f = new SealFixture();
        var bent = Encoding.UTF8.GetString(f.Body.ToJson()).Replace(from, to, StringComparison.Ordinal);
        Assert.False(RekorBody.TryRead(Encoding.UTF8.GetBytes(bent), out _));
    }

    [Fact]
    public void A_trusted_root_names_every_key_and_its_time()
    {
        using var f = new SealFixture();
        using var other = new SealFixture();
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.FromHours(1));
        using var json = JsonDocument.Parse(TrustedRoot.Write("https://log.test", [new LogKeyPeriod(f.Spki, start, start.AddDays(1)), new LogKeyPeriod(other.Spki, start.AddDays(1))]));
        var logs = json.RootElement.GetProperty("tlogs");
        Assert.Equal("2026-01-02T02:04:05Z", logs[0].GetProperty("publicKey").GetProperty("validFor").GetProperty("start").GetString());
        Assert.Equal("2026-01-03T02:04:05Z", logs[0].GetProperty("publicKey").GetProperty("validFor").GetProperty("end").GetString());
        Assert.False(logs[1].GetProperty("publicKey").GetProperty("validFor").TryGetProperty("end", out _));
        Assert.Equal(EcdsaP256.KeyId(other.Spki), logs[1].GetProperty("logId").GetProperty("keyId").GetBytesFromBase64());
    }
}
