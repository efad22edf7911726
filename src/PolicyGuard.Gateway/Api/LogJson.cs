using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;

namespace PolicyGuard.Gateway.Api;

/// <summary>Proofs of the log as scripts read them. Hashes are base64, as in the signed notes; the checkpoint is the note itself.</summary>
public static class LogJson
{
    /// <summary>Writes an inclusion proof: <c>index</c>, <c>size</c>, <c>root</c>, <c>hashes</c>, <c>checkpoint</c>.</summary>
    /// <exception cref="LedgerException">Its checkpoint says nothing that can be read.</exception>
    public static void Write(Utf8JsonWriter json, LogProof proof)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(proof);
        if (!Checkpoint.TryParse(proof.Checkpoint.Text, out var tree, out var fault))
        {
            throw new LedgerException(fault);
        }

        json.WriteStartObject();
        json.WriteNumber("index"u8, proof.Index);
        json.WriteNumber("size"u8, tree.Size);
        json.WriteBase64String("root"u8, tree.Root.Span);
        Hashes(json, proof.Path);
        json.WriteString("checkpoint"u8, Encoding.UTF8.GetString(proof.Checkpoint.Encode()));
        json.WriteEndObject();
    }

    /// <summary>Writes a consistency proof: <c>from</c>, <c>from_root</c>, <c>to</c>, <c>to_root</c>, <c>hashes</c>, <c>checkpoint</c>.</summary>
    public static void Write(Utf8JsonWriter json, ConsistencyProof proof)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(proof);
        json.WriteStartObject();
        json.WriteNumber("from"u8, proof.From);
        json.WriteBase64String("from_root"u8, proof.FromRoot.Span);
        json.WriteNumber("to"u8, proof.To.Size);
        json.WriteBase64String("to_root"u8, proof.To.Root.Span);
        Hashes(json, proof.Hashes);
        json.WriteString("checkpoint"u8, Encoding.UTF8.GetString(proof.Checkpoint.Encode()));
        json.WriteEndObject();
    }

    private static void Hashes(Utf8JsonWriter json, IReadOnlyList<ReadOnlyMemory<byte>> hashes)
    {
        json.WriteStartArray("hashes"u8);
        foreach (var hash in hashes)
        {
            json.WriteBase64StringValue(hash.Span);
        }

        json.WriteEndArray();
    }
}
