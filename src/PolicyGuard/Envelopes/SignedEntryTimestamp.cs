using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// A log's promise that it took an entry at a time: the log's signature over the canonical JSON of body, time, log id and index. Sigstore calls it the
/// inclusion promise, or SET. The time is the log's word, no more.
/// </summary>
public static class SignedEntryTimestamp
{
    /// <summary>What is signed.</summary>
    /// <param name="body">The entry's canonical body.</param>
    /// <param name="integratedTime">Seconds since 1970, UTC.</param>
    /// <param name="logId">The log's key id (<see cref="EcdsaP256.KeyId"/>), 32 bytes.</param>
    /// <param name="logIndex">The entry's index in the log.</param>
    public static byte[] Message(ReadOnlySpan<byte> body, long integratedTime, ReadOnlySpan<byte> logId, long logIndex) =>
        new CanonicalJsonWriter().BeginObject()
            .Name("body").String(Convert.ToBase64String(body))
            .Name("integratedTime").Number(integratedTime)
            .Name("logID").String(Convert.ToHexStringLower(logId))
            .Name("logIndex").Number(logIndex)
            .EndObject().Written.ToArray();

    /// <summary>Whether an entry's promise is that of a log's key.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="spki">The log's public key, DER.</param>
    public static bool Verify(TransparencyEntry entry, ReadOnlySpan<byte> spki) =>
        EcdsaP256.Verify(spki, Message(entry.Body.Span, entry.IntegratedTime, entry.LogId.Span, entry.LogIndex), entry.SignedEntryTimestamp.Span);
}
