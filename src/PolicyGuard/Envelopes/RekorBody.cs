using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// What a transparency log keeps of a signed payload: kind <c>dsse</c> 0.0.1 as Rekor v1 spells it. The canonical bytes of this are the leaf; a log of ours
/// keeps them as an entry of kind <c>seal</c>. It names hashes and the verifier, not the payload.
/// (https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json)
/// </summary>
public sealed record RekorBody
{
    /// <summary>The entry's kind.</summary>
    public const string Kind = "dsse";

    /// <summary>The kind's version.</summary>
    public const string Version = "0.0.1";

    /// <summary>SHA-256 over the envelope's canonical JSON, lower-case hex.</summary>
    public required string EnvelopeSha256 { get; init; }

    /// <summary>SHA-256 over the payload, lower-case hex.</summary>
    public required string PayloadSha256 { get; init; }

    /// <summary>The envelope's signature, DER.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The public key or the certificate with which it is verified, as PEM.</summary>
    public required string Verifier { get; init; }

    /// <summary>The body of an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="verifier">The public key (<see cref="EcdsaP256.Pem"/>) or the certificate, PEM with a line end at the end.</param>
    public static RekorBody Of(DsseEnvelope envelope, string verifier) => new()
    {
        EnvelopeSha256 = Hex(envelope.ToJson()),
        PayloadSha256 = Hex(envelope.Payload.Span),
        Signature = envelope.Signature,
        Verifier = verifier,
    };

    /// <summary>Whether this is the body of that envelope and verifier and of no other.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="verifier">The public key or certificate, DER.</param>
    public bool IsOf(DsseEnvelope envelope, ReadOnlySpan<byte> verifier) =>
        EnvelopeSha256 == Hex(envelope.ToJson()) && PayloadSha256 == Hex(envelope.Payload.Span)
        && Signature.Span.SequenceEqual(envelope.Signature.Span) && VerifierDer().AsSpan().SequenceEqual(verifier);

    /// <summary>The canonical bytes.</summary>
    public byte[] ToJson()
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("apiVersion").String(Version).Name("kind").String(Kind).Name("spec").BeginObject();
        w.Name("envelopeHash").BeginObject().Name("algorithm").String("sha256").Name("value").String(EnvelopeSha256).EndObject();
        w.Name("payloadHash").BeginObject().Name("algorithm").String("sha256").Name("value").String(PayloadSha256).EndObject();
        w.Name("signatures").BeginArray().BeginObject().Name("signature").String(Convert.ToBase64String(Signature.Span));
        w.Name("verifier").String(Convert.ToBase64String(Encoding.UTF8.GetBytes(Verifier))).EndObject().EndArray();
        return w.EndObject().EndObject().Written.ToArray();
    }

    /// <summary>Reads a body; one that is not canonical is refused, because it would be another leaf.</summary>
    /// <param name="utf8">The bytes of the leaf.</param>
    /// <param name="body">The body.</param>
    /// <returns>Whether the bytes are the body of one DSSE envelope with one signature.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out RekorBody? body)
    {
        body = null;
        if (!StrictJson.TryCheck(utf8, SealJson.Limits, out _))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(utf8.ToArray());
            var spec = json.RootElement.GetProperty("spec");
            var signature = spec.GetProperty("signatures")[0];
            var read = new RekorBody
            {
                EnvelopeSha256 = spec.GetProperty("envelopeHash").GetProperty("value").GetString()!,
                PayloadSha256 = spec.GetProperty("payloadHash").GetProperty("value").GetString()!,
                Signature = signature.GetProperty("signature").GetBytesFromBase64(),
                Verifier = Encoding.UTF8.GetString(signature.GetProperty("verifier").GetBytesFromBase64()),
            };
            body = utf8.SequenceEqual(read.ToJson()) ? read : null;
            return body is not null;
        }
        catch (Exception e) when (SealJson.IsBadShape(e) || e is IndexOutOfRangeException)
        {
            return false;
        }
    }

    /// <summary>The verifier, DER; empty where it is no PEM.</summary>
    internal byte[] VerifierDer() => PemEncoding.TryFind(Verifier, out var fields) ? Convert.FromBase64String(Verifier[fields.Base64Data]) : [];

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
