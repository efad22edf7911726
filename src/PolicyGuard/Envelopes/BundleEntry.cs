using System.Globalization;
using System.Text.Json;

namespace PolicyGuard.Envelopes;

/// <summary>A log entry as bundles spell it.</summary>
internal static class BundleEntry
{
    public static void Write(Utf8JsonWriter w, TransparencyEntry entry)
    {
        w.WriteStartObject();
        w.WriteString("logIndex"u8, Spell(entry.LogIndex));
        w.WriteStartObject("logId"u8);
        w.WriteBase64String("keyId"u8, entry.LogId.Span);
        w.WriteEndObject();
        w.WriteStartObject("kindVersion"u8);
        w.WriteString("kind"u8, RekorBody.Kind);
        w.WriteString("version"u8, RekorBody.Version);
        w.WriteEndObject();
        w.WriteString("integratedTime"u8, Spell(entry.IntegratedTime));
        if (!entry.SignedEntryTimestamp.IsEmpty)
        {
            w.WriteStartObject("inclusionPromise"u8);
            w.WriteBase64String("signedEntryTimestamp"u8, entry.SignedEntryTimestamp.Span);
            w.WriteEndObject();
        }

        w.WriteStartObject("inclusionProof"u8);
        w.WriteString("logIndex"u8, Spell(entry.Proof.LogIndex));
        w.WriteBase64String("rootHash"u8, entry.Proof.RootHash.Span);
        w.WriteString("treeSize"u8, Spell(entry.Proof.TreeSize));
        w.WriteStartArray("hashes"u8);
        foreach (var hash in entry.Proof.Hashes)
        {
            w.WriteBase64StringValue(hash.Span);
        }

        w.WriteEndArray();
        w.WriteStartObject("checkpoint"u8);
        w.WriteString("envelope"u8, entry.Proof.Checkpoint);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteBase64String("canonicalizedBody"u8, entry.Body.Span);
        w.WriteEndObject();
    }

    /// <exception cref="FormatException">A number that is none.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="InvalidOperationException">A member is of another kind.</exception>
    public static TransparencyEntry Read(JsonElement json)
    {
        var proof = json.GetProperty("inclusionProof");
        return new TransparencyEntry
        {
            LogIndex = Number(json, "logIndex"),
            LogId = json.GetProperty("logId").GetProperty("keyId").GetBytesFromBase64(),
            IntegratedTime = Number(json, "integratedTime"),
            SignedEntryTimestamp = json.TryGetProperty("inclusionPromise", out var promise) ? promise.GetProperty("signedEntryTimestamp").GetBytesFromBase64() : default,
            Proof = new InclusionProof(
                Number(proof, "logIndex"),
                Number(proof, "treeSize"),
                proof.GetProperty("rootHash").GetBytesFromBase64(),
                [.. proof.GetProperty("hashes").EnumerateArray().Select(static h => (ReadOnlyMemory<byte>)h.GetBytesFromBase64())],
                proof.GetProperty("checkpoint").GetProperty("envelope").GetString() ?? throw new FormatException()),
            Body = json.GetProperty("canonicalizedBody").GetBytesFromBase64(),
        };
    }

    private static string Spell(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(JsonElement json, string name) => long.Parse(json.GetProperty(name).GetString() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
}
