using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace PolicyGuard.Envelopes;

/// <summary>One call as a seal lists it.</summary>
/// <param name="CallId">The call's id.</param>
/// <param name="Sha256">SHA-256 over the bytes of its envelope, lower-case hex.</param>
public sealed record SealedCall(string CallId, string Sha256)
{
    /// <summary>The call of an envelope.</summary>
    /// <param name="callId">Its id.</param>
    /// <param name="envelope">The envelope's bytes.</param>
    public static SealedCall Of(string callId, ReadOnlySpan<byte> envelope) => new(callId, Convert.ToHexStringLower(SHA256.HashData(envelope)));

    /// <summary>The call of a closed entry.</summary>
    /// <param name="entry">The entry's JSON, as the log keeps it.</param>
    /// <param name="envelope">The envelope's bytes as they stand in it; these are the file that a verifier is given.</param>
    /// <returns>Null where the entry is no closed entry, or has no envelope that names its call.</returns>
    public static SealedCall? Of(ReadOnlyMemory<byte> entry, out ReadOnlyMemory<byte> envelope)
    {
        envelope = default;
        try
        {
            using var json = JsonDocument.Parse(entry);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("envelope", out var member) || member.ValueKind != JsonValueKind.Object
                || !member.TryGetProperty("call_id", out var id) || id.ValueKind != JsonValueKind.String
                || !json.RootElement.TryGetProperty("call_id", out var call) || !call.ValueEquals(id.GetString()))
            {
                return null;
            }

            envelope = JsonMarshal.GetRawUtf8Value(member).ToArray();
            return Of(id.GetString()!, envelope.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
