using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyGuard.Envelopes;

/// <summary>
/// Tells <c>cosign</c> whom to believe: the keys of our log and nobody else's. Every key that ever signed belongs in it, with the time in which it did.
/// (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto)
/// </summary>
public static class TrustedRoot
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

    /// <summary>Writes <c>trusted_root.json</c>.</summary>
    /// <param name="baseUrl">Names the log, for people; verifying offline asks no address.</param>
    /// <param name="keys">The log's keys.</param>
    public static byte[] Write(string baseUrl, IReadOnlyList<LogKeyPeriod> keys)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var w = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            w.WriteStartObject();
            w.WriteString("mediaType"u8, MediaType);
            w.WriteStartArray("tlogs"u8);
            foreach (var key in keys)
            {
                w.WriteStartObject();
                w.WriteString("baseUrl"u8, baseUrl);
                w.WriteString("hashAlgorithm"u8, "SHA2_256"u8);
                w.WriteStartObject("publicKey"u8);
                w.WriteBase64String("rawBytes"u8, key.Spki.Span);
                w.WriteString("keyDetails"u8, "PKIX_ECDSA_P256_SHA_256"u8);
                w.WriteStartObject("validFor"u8);
                w.WriteString("start"u8, Spell(key.Start));
                if (key.End is { } end)
                {
                    w.WriteString("end"u8, Spell(end));
                }

                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteStartObject("logId"u8);
                w.WriteBase64String("keyId"u8, EcdsaP256.KeyId(key.Spki.Span));
                w.WriteEndObject();
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static string Spell(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A key of a log and the time in which it signed.</summary>
/// <param name="Spki">The public key, DER.</param>
/// <param name="Start">From when on.</param>
/// <param name="End">Until when; null for the key that signs now.</param>
public sealed record LogKeyPeriod(ReadOnlyMemory<byte> Spki, DateTimeOffset Start, DateTimeOffset? End = null);
