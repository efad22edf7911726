using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// A seal and everything that proves it, in one file that <c>cosign</c> takes: Sigstore bundle v0.3.
/// (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto)
/// </summary>
/// <param name="Envelope">The signed statement.</param>
/// <param name="Entry">Its entry in a log.</param>
public sealed record SigstoreBundle(DsseEnvelope Envelope, TransparencyEntry Entry)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Says which public key verifies the envelope: base64 of its id; the key itself is no part of the bundle. Null where there is a certificate.</summary>
    public string? PublicKeyHint { get; init; }

    /// <summary>The certificate of the key that signed, DER; empty where there is a hint.</summary>
    public ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>The bundle as JSON; 64-bit numbers are strings, as protobuf has them.</summary>
    public byte[] ToJson()
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var w = new Utf8JsonWriter(output, Writing))
        {
            w.WriteStartObject();
            w.WriteString("mediaType"u8, MediaType);
            w.WriteStartObject("verificationMaterial"u8);
            if (PublicKeyHint is { } hint)
            {
                w.WriteStartObject("publicKey"u8);
                w.WriteString("hint"u8, hint);
                w.WriteEndObject();
            }
            else
            {
                w.WriteStartObject("certificate"u8);
                w.WriteBase64String("rawBytes"u8, Certificate.Span);
                w.WriteEndObject();
            }

            w.WriteStartArray("tlogEntries"u8);
            BundleEntry.Write(w, Entry);
            w.WriteEndArray();
            w.WriteEndObject();
            w.WritePropertyName("dsseEnvelope"u8);
            w.WriteRawValue(Envelope.ToJson());
            w.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a bundle with one envelope, one signature and one log entry. Any layout will do; a member that this does not know is refused.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="bundle">The bundle. Nothing of it is verified.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out SigstoreBundle? bundle, out string? fault)
    {
        (bundle, fault) = (null, "the bundle is not strict JSON");
        if (!StrictJson.TryCheck(utf8, SealJson.Limits, out _))
        {
            return false;
        }

        fault = $"the bundle is not a Sigstore bundle v0.3 ({MediaType}) with one DSSE envelope and one entry of kind {RekorBody.Kind} {RekorBody.Version}";
        try
        {
            using var json = JsonDocument.Parse(utf8.ToArray());
            var material = json.RootElement.GetProperty("verificationMaterial");
            var entries = material.GetProperty("tlogEntries");
            if (entries.GetArrayLength() != 1 || !DsseEnvelope.TryRead(json.RootElement.GetProperty("dsseEnvelope"), out var envelope, out _))
            {
                return false;
            }

            var read = new SigstoreBundle(envelope!, BundleEntry.Read(entries[0]))
            {
                PublicKeyHint = material.TryGetProperty("publicKey", out var key) ? key.GetProperty("hint").GetString() ?? "" : null,
                Certificate = material.TryGetProperty("certificate", out var certificate) ? certificate.GetProperty("rawBytes").GetBytesFromBase64() : default,
            };

            // What is not written back as it was read is something that was not understood.
            using var again = JsonDocument.Parse(read.ToJson());
            if (!CanonicalJson.Serialize(json.RootElement).AsSpan().SequenceEqual(CanonicalJson.Serialize(again.RootElement)))
            {
                return false;
            }

            (bundle, fault) = (read, null);
            return true;
        }
        catch (Exception e) when (SealJson.IsBadShape(e) || e is OverflowException)
        {
            return false;
        }
    }
}
