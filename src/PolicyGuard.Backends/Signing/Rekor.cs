using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;

namespace PolicyGuard.Backends.Signing;

/// <summary>
/// Puts a signed statement into a Rekor log, kind <c>dsse</c> 0.0.1, and takes the answer for a claim until <see cref="RekorAnswer"/> has checked it.
/// (https://github.com/sigstore/rekor/blob/main/openapi.yaml)
/// </summary>
internal sealed class Rekor(OneAnswer service, ReadOnlyMemory<byte> key)
{
    /// <summary>The entry of an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="certificate">The certificate of the key that signed it, DER.</param>
    /// <param name="certificatePem">The same as PEM.</param>
    /// <param name="ct">Cancels the request.</param>
    /// <exception cref="KeylessException">There is no entry that can be believed.</exception>
    public async Task<TransparencyEntry> LogAsync(DsseEnvelope envelope, ReadOnlyMemory<byte> certificate, string certificatePem, CancellationToken ct)
    {
        using var answer = await service.PostAsync("api/v1/log/entries", Request(envelope, certificatePem), null, ct).ConfigureAwait(false);
        if (RekorAnswer.Read(answer.RootElement) is not { } entry)
        {
            throw new KeylessException("Rekor did not answer with one log entry");
        }

        return RekorAnswer.FaultOf(entry, envelope, certificate.Span, key.Span) is { } fault ? throw new KeylessException($"Rekor's entry proves nothing: {fault}") : entry;
    }

    private static byte[] Request(DsseEnvelope envelope, string certificatePem)
    {
        var output = new ArrayBufferWriter<byte>(8192);
        using (var w = new Utf8JsonWriter(output))
        {
            w.WriteStartObject();
            w.WriteString("apiVersion"u8, RekorBody.Version);
            w.WriteString("kind"u8, RekorBody.Kind);
            w.WriteStartObject("spec"u8);
            w.WriteStartObject("proposedContent"u8);
            w.WriteString("envelope"u8, envelope.ToJson());
            w.WriteStartArray("verifiers"u8);
            w.WriteBase64StringValue(Encoding.ASCII.GetBytes(certificatePem));
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
