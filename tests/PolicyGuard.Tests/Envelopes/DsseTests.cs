using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Envelopes;

namespace PolicyGuard.Tests.Envelopes;

public sealed class DsseTests
{
    // The example of the DSSE protocol document.
    [Fact]
    public void What_is_signed_is_what_the_protocol_says() =>
        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(DsseEnvelope.Pae("http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void Lengths_are_those_of_bytes() =>
        Assert.Equal("DSSEv1 2 é 2 ü", Encoding.UTF8.GetString(DsseEnvelope.Pae("é", "ü"u8)));

    [Fact]
    public void A_type_that_borrows_from_the_payload_is_another_message() =>
        Assert.NotEqual(DsseEnvelope.Pae("a", "b 1 c"u8), DsseEnvelope.Pae("a 5 b", "c"u8));

    [Fact]
    public void A_signature_holds_for_its_payload_its_type_and_its_key()
    {
        using var f = new SealFixture();
        using var other = new SealFixture();
        Assert.True(f.Envelope.IsSignedBy(f.Spki));
        Assert.False(f.Envelope.IsSignedBy(other.Spki));
        Assert.False((f.Envelope with { Payload = "{}"u8.ToArray() }).IsSignedBy(f.Spki));
        Assert.False((f.Envelope with { PayloadType = "application/json" }).IsSignedBy(f.Spki));
        Assert.False((f.Envelope with { Signature = new byte[] { 1, 2, 3 } }).IsSignedBy(f.Spki));
        Assert.False(f.Envelope.IsSignedBy("no key"u8));
        Assert.False(f.Envelope.IsSignedBy([.. f.Spki, 0]));
    }

    [Fact]
    public void A_key_of_another_curve_is_no_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var signature = key.SignData("x"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.False(EcdsaP256.Verify(key.ExportSubjectPublicKeyInfo(), "x"u8, signature));
    }

    // The earlier program called an envelope signed whose signing had failed.
    [Fact]
    public void A_signer_that_gives_nothing_makes_no_envelope()
    {
        Assert.Throws<InvalidOperationException>(() => DsseEnvelope.Sign("t", "p"u8.ToArray(), static _ => []));
        Assert.Throws<InvalidOperationException>(() => DsseEnvelope.Sign("t", "p"u8.ToArray(), static _ => null!));
    }

    [Fact]
    public void An_envelope_is_read_as_it_is_written()
    {
        using var f = new SealFixture();
        Assert.True(DsseEnvelope.TryRead(f.Envelope.ToJson(), out var read, out _));
        Assert.Equal(f.Envelope.ToJson(), read!.ToJson());
        Assert.True(read.IsSignedBy(f.Spki));
    }

    [Theory]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[{"sig":""}]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[{"sig":null}]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"t","signatures":[{"sig":"YQ=="},{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YQ==","payloadType":"","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YQ","payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payload":"YQ==","payload":"Yg==","payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("""{"payloadType":"t","signatures":[{"sig":"YQ=="}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void An_envelope_without_exactly_one_signature_is_none(string json) =>
        Assert.False(DsseEnvelope.TryRead(Encoding.UTF8.GetBytes(json), out _, out _));
}
