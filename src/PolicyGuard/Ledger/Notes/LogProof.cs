using System.Diagnostics.CodeAnalysis;
using System.Text;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Notes;

/// <summary>A proof, complete in itself, that a log holds an entry: C2SP tlog-proof. Files of it end in <c>.tlog-proof</c>.</summary>
public sealed record LogProof
{
    private const string Header = "c2sp.org/tlog-proof@v1";
    private const string ExtraWord = "extra ";
    private const string IndexWord = "index ";
    private const int MaxPath = 63;

    /// <summary>Puts a proof together; says nothing about whether it holds.</summary>
    /// <param name="index">The entry, from 0.</param>
    /// <param name="path">Its inclusion proof, from the leaf's sibling upwards; at most 63 hashes of 32 bytes.</param>
    /// <param name="checkpoint">The log's checkpoint, signed.</param>
    /// <param name="extra">Whatever the application adds; nothing vouches for it.</param>
    /// <exception cref="ArgumentException">A number or a hash cannot be written down.</exception>
    public LogProof(long index, IReadOnlyList<ReadOnlyMemory<byte>> path, SignedNote checkpoint, ReadOnlyMemory<byte>? extra = null)
    {
        (Index, Path, Checkpoint, Extra) = (index, path, checkpoint, extra is { IsEmpty: false } ? extra : null);
        if (index < 0 || path.Count > MaxPath || path.Any(hash => hash.Length != TreeHash.Size))
        {
            throw new ArgumentException($"a proof has an index from 0 and at most {MaxPath} hashes of {TreeHash.Size} bytes");
        }
    }

    /// <summary>The entry, from 0.</summary>
    public long Index { get; }

    /// <summary>The inclusion proof.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Path { get; }

    /// <summary>The signed checkpoint.</summary>
    public SignedNote Checkpoint { get; }

    /// <summary>What the application added, or null. Not authenticated.</summary>
    public ReadOnlyMemory<byte>? Extra { get; }

    /// <summary>The proof's bytes.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { } extra)
        {
            text.Append(ExtraWord).Append(Convert.ToBase64String(extra.Span)).Append('\n');
        }

        text.Append(IndexWord).Append(NoteText.Number(Index)).Append('\n');
        foreach (var hash in Path)
        {
            text.Append(Convert.ToBase64String(hash.Span)).Append('\n');
        }

        return [.. NoteText.Utf8.GetBytes(text.Append('\n').ToString()), .. Checkpoint.Encode()];
    }

    /// <summary>Reads a proof. Says nothing about whether it holds.</summary>
    /// <param name="encoded">All bytes of the proof, at most 2 MiB.</param>
    /// <param name="proof">The proof.</param>
    /// <param name="fault">Why it is refused.</param>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out LogProof? proof, [NotNullWhen(false)] out string? fault)
    {
        proof = null;
        var blank = encoded.Length <= 2 * SignedNote.MaxBytes ? encoded.IndexOf("\n\n"u8) : -1;
        var lines = blank < 0 ? [] : Encoding.Latin1.GetString(encoded[..blank]).Split('\n');
        if (lines is not [Header, ..])
        {
            fault = $"a proof begins with the line {Header} and has an empty line before its checkpoint";
            return false;
        }

        var at = 1;
        byte[]? extra = null;
        if (lines.Length > at && lines[at].StartsWith(ExtraWord, StringComparison.Ordinal)
            && (!NoteText.TryBase64(lines[at++].AsSpan(ExtraWord.Length), out extra) || extra.Length == 0))
        {
            fault = "the proof's extra data is not base64 in its canonical form";
            return false;
        }

        if (lines.Length <= at || !lines[at].StartsWith(IndexWord, StringComparison.Ordinal) || !NoteText.TryNumber(lines[at].AsSpan(IndexWord.Length), out var index))
        {
            fault = "the proof's index is not a decimal number from 0 to 2^63 - 1 without leading zeroes";
            return false;
        }

        if (!TryPath(lines.AsSpan(at + 1), out var path))
        {
            fault = $"the proof's path is not at most {MaxPath} hashes of {TreeHash.Size} bytes in canonical base64";
            return false;
        }

        if (!SignedNote.TryParse(encoded[(blank + 2)..], out var checkpoint, out fault))
        {
            return false;
        }

        proof = new LogProof(index, path, checkpoint, extra);
        return true;
    }

    /// <summary>Whether the log of this origin holds the entry at the proof's index.</summary>
    /// <param name="leafData">The entry's bytes.</param>
    /// <param name="keys">The log's keys; each of them alone is believed.</param>
    /// <param name="origin">The log's origin line.</param>
    /// <param name="fault">Why it is not proven.</param>
    public bool Verify(ReadOnlySpan<byte> leafData, IEnumerable<NoteKey> keys, string origin, [NotNullWhen(false)] out string? fault)
    {
        fault = Checkpoint.Verify(keys).Fault;
        if (fault is not null || !Notes.Checkpoint.TryParse(Checkpoint.Text, out var head, out fault))
        {
            return false;
        }

        if (head.Origin != origin)
        {
            fault = $"the checkpoint is of another log: {head.Origin}";
        }
        else if (!TreeProofs.IsIncluded(Index, head.Size, TreeHash.Leaf(leafData), Path, head.Root.Span))
        {
            fault = $"the entry is not number {Index} of the log of size {head.Size}: its hash does not lead to the root";
        }

        return fault is null;
    }

    private static bool TryPath(ReadOnlySpan<string> lines, out List<ReadOnlyMemory<byte>> path)
    {
        path = [];
        foreach (var line in lines)
        {
            if (!NoteText.TryBase64(line, out var hash) || hash.Length != TreeHash.Size || path.Count == MaxPath)
            {
                return false;
            }

            path.Add(hash);
        }

        return true;
    }
}
