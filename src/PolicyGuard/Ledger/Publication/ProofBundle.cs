using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using PolicyGuard.Ledger.Checkpoints;

namespace PolicyGuard.Ledger.Publication;

/// <summary>
/// Writes entries as JSON lines that prove themselves: a first line with a checkpoint and the chain of signing keys, then one line for each entry with
/// its bytes as they are in the log and its inclusion proof. Streaming; who reads needs neither the store nor the rest of the log.
/// </summary>
/// <param name="log">The tree.</param>
/// <param name="checkpoint">The checkpoint in which the entries are proven.</param>
/// <param name="links">The chain of signing keys, encoded.</param>
public sealed class ProofBundle(ILogStore log, StoredCheckpoint checkpoint, IReadOnlyList<string> links)
{
    private const int Flush = 64 * 1024;

    /// <summary>Whether each line has its proof. Without proofs only a bundle of all entries from 0 proves something.</summary>
    public bool WithProofs { get; init; } = true;

    /// <summary>Writes the bundle.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="entries">Entries in the order of their indexes. Those that the checkpoint does not cover are left out.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many entries were written, and how many were left out.</returns>
    /// <exception cref="ArgumentException">The entries are not in order.</exception>
    /// <exception cref="LedgerException">The log cannot be read, or is damaged there.</exception>
    public async ValueTask<(long Written, long LeftOut)> WriteAsync(Stream output, IAsyncEnumerable<StoredEntry> entries, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(entries);
        if (!Utf8.IsValid(checkpoint.Note.Span))
        {
            throw new LedgerException($"the checkpoint of {checkpoint.Size} entries is not UTF-8; `policyguard audit verify` says more");
        }

        var buffer = new ArrayBufferWriter<byte>(2 * Flush);
        WriteHeader(buffer);
        var cutter = new ProofCutter(log, checkpoint.Size);
        var (written, leftOut, last) = (0L, 0L, -1L);
        await foreach (var entry in entries.WithCancellation(ct).ConfigureAwait(false))
        {
            if (entry.Index <= last)
            {
                throw new ArgumentException($"entry {entry.Index} stands behind entry {last}");
            }

            last = entry.Index;
            if (entry.Index >= checkpoint.Size)
            {
                leftOut++;
                continue;
            }

            WriteLine(buffer, entry, WithProofs ? await cutter.CutAsync(entry.Index, ct).ConfigureAwait(false) : null);
            written++;
            if (buffer.WrittenCount >= Flush)
            {
                await output.WriteAsync(buffer.WrittenMemory, ct).ConfigureAwait(false);
                buffer.ResetWrittenCount();
            }
        }

        await output.WriteAsync(buffer.WrittenMemory, ct).ConfigureAwait(false);
        return (written, leftOut);
    }

    private void WriteHeader(ArrayBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("checkpoint"u8, checkpoint.Note.Span);
            json.WriteStartArray("keys"u8);
            foreach (var link in links)
            {
                json.WriteStringValue(link);
            }

            json.WriteEndArray();
            json.WriteNumber("log"u8, BundleHeader.Version);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    // By hand: an entry is what was hashed, byte for byte, and no writer of JSON may touch it.
    private static void WriteLine(ArrayBufferWriter<byte> to, StoredEntry entry, IReadOnlyList<ReadOnlyMemory<byte>>? proof)
    {
        to.Write(BundleLine.Start);
        Utf8Formatter.TryFormat(entry.Index, to.GetSpan(20), out var digits);
        to.Advance(digits);
        to.Write(BundleLine.BeforeHash);
        Convert.TryToHexStringLower(entry.LeafHash.Span, to.GetSpan(2 * entry.LeafHash.Length), out var hex);
        to.Advance(hex);
        to.Write(BundleLine.BeforeEntry);
        to.Write(entry.Json.Span);
        if (proof is not null)
        {
            to.Write(BundleLine.BeforeProof);
            for (var i = 0; i < proof.Count; i++)
            {
                to.Write(i == 0 ? "\""u8 : ",\""u8);
                Base64.EncodeToUtf8(proof[i].Span, to.GetSpan(BundleLine.HashText), out _, out var text);
                to.Advance(text);
                to.Write("\""u8);
            }

            to.Write("]"u8);
        }

        to.Write("}\n"u8);
    }
}
