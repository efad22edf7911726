using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// A signed payload: DSSE v1.0 with exactly one signature and without a key id, as Sigstore bundles have it.
/// (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md)
/// </summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Signature">The signature over <see cref="Pae"/>, DER.</param>
public sealed record DsseEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The payload type of in-toto statements.</summary>
    public const string InToto = "application/vnd.in-toto+json";

    /// <summary>Signs a payload.</summary>
    /// <param name="payloadType">What it is.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="sign">Signs a message as <see cref="EcdsaP256"/> says.</param>
    /// <exception cref="InvalidOperationException">The signer gave no signature: nothing unsigned is ever called an envelope.</exception>
    public static DsseEnvelope Sign(string payloadType, ReadOnlyMemory<byte> payload, Func<ReadOnlyMemory<byte>, byte[]> sign)
    {
        var signature = sign(Pae(payloadType, payload.Span));
        return signature is { Length: > 0 } ? new DsseEnvelope(payloadType, payload, signature) : throw new InvalidOperationException("the signer gave no signature");
    }

    /// <summary>What is signed: the payload and its type, each behind its length, so that no other pair has the same bytes.</summary>
    public static byte[] Pae(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetBytes(payloadType);
        return
        [
            .. "DSSEv1 "u8, .. Length(type.Length), (byte)' ', .. type, (byte)' ', .. Length(payload.Length), (byte)' ', .. payload,
        ];

        static byte[] Length(int length) => Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the signature is this key's.</summary>
    /// <param name="spki">The public key, DER.</param>
    public bool IsSignedBy(ReadOnlySpan<byte> spki) => EcdsaP256.Verify(spki, Pae(PayloadType, Payload.Span), Signature.Span);

    /// <summary>The canonical bytes (RFC 8785); a log entry names their hash.</summary>
    public byte[] ToJson()
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("payload").String(Convert.ToBase64String(Payload.Span)).Name("payloadType").String(PayloadType);
        w.Name("signatures").BeginArray().BeginObject().Name("sig").String(Convert.ToBase64String(Signature.Span)).EndObject().EndArray();
        return w.EndObject().Written.ToArray();
    }

    /// <summary>Reads an envelope, of whatever layout, with exactly one signature.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out DsseEnvelope? envelope, out string? fault)
    {
        envelope = null;
        fault = "the DSSE envelope is not strict JSON";
        if (!StrictJson.TryCheck(utf8, SealJson.Limits, out _))
        {
            return false;
        }

        using var json = JsonDocument.Parse(utf8.ToArray());
        return TryRead(json.RootElement, out envelope, out fault);
    }

    internal static bool TryRead(JsonElement json, out DsseEnvelope? envelope, out string? fault)
    {
        (envelope, fault) = (null, "the DSSE envelope does not have payload, payloadType and one signature");
        try
        {
            var signatures = json.GetProperty("signatures");
            if (signatures.GetArrayLength() != 1 || json.GetProperty("payloadType").GetString() is not { Length: > 0 } type)
            {
                return false;
            }

            var signature = signatures[0].GetProperty("sig").GetBytesFromBase64();
            if (signature.Length == 0)
            {
                return false;
            }

            (envelope, fault) = (new DsseEnvelope(type, json.GetProperty("payload").GetBytesFromBase64(), signature), null);
            return true;
        }
        catch (Exception e) when (SealJson.IsBadShape(e))
        {
            return false;
        }
    }
}
