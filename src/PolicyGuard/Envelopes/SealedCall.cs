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
        var call = Read(entry.Span, out var bytes);
        envelope = bytes.ToArray();
        return call;
    }

    private static SealedCall? Read(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> envelope)
    {
        envelope = default;
        try
        {
            var reader = new Utf8JsonReader(entry);
            string? call = null, id = null;
            ReadOnlySpan<byte> found = default;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("call_id"u8))
                {
                    call = Text(ref reader);
                }
                else if (reader.ValueTextEquals("envelope"u8))
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    id = reader.TokenType == JsonTokenType.StartObject ? IdOf(ref reader) : null;
                    found = id is null ? default : entry[start..(int)reader.BytesConsumed];
                }
                else
                {
                    reader.Skip();
                }
            }

            // What follows the object, if anything, is no JSON: reading it throws.
            if (reader.Read() || id is null || call != id)
            {
                return null;
            }

            envelope = found;
            return Of(id, found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // From the begin of an object to its end.
    private static string? IdOf(ref Utf8JsonReader reader)
    {
        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("call_id"u8))
            {
                id = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}
