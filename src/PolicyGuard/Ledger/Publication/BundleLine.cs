using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>A line of a bundle: <c>{"index":N,"leaf_hash":"…","entry":…,"proof":["…"]}</c>, the proof optional. There is one spelling of it.</summary>
internal sealed class BundleLine
{
    /// <summary>Characters of a hash in base64.</summary>
    public const int HashText = 44;

    private const int MaxProof = 63;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 1024 };

    /// <summary>What stands before the index, the hash, the entry and the proof.</summary>
    public static ReadOnlySpan<byte> Start => "{\"index\":"u8;

    /// <summary>See <see cref="Start"/>.</summary>
    public static ReadOnlySpan<byte> BeforeHash => ",\"leaf_hash\":\""u8;

    /// <summary>See <see cref="Start"/>.</summary>
    public static ReadOnlySpan<byte> BeforeEntry => "\",\"entry\":"u8;

    /// <summary>See <see cref="Start"/>.</summary>
    public static ReadOnlySpan<byte> BeforeProof => ",\"proof\":["u8;

    /// <summary>The entry's index, from 0.</summary>
    public long Index { get; private init; }

    /// <summary>The leaf hash as the line states it.</summary>
    public byte[] Stated { get; private init; } = [];

    /// <summary>The leaf hash of the entry's own bytes.</summary>
    public byte[] Computed { get; private init; } = [];

    /// <summary>The inclusion proof; null where the line has none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Proof { get; private init; }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Its bytes, without the newline.</param>
    /// <param name="fault">Why it is refused; empty where it is not.</param>
    public static BundleLine? Read(ReadOnlyMemory<byte> line, out string fault)
    {
        var rest = line.Span;
        fault = "it does not begin as an entry does, with index, leaf_hash and entry";
        if (!Utf8.IsValid(rest) || !Skip(ref rest, Start) || !TryIndex(ref rest, out var index) || !Skip(ref rest, BeforeHash) || !TryHash(ref rest, out var stated) || !Skip(ref rest, BeforeEntry))
        {
            return null;
        }

        if (LengthOfEntry(line[^rest.Length..], out fault) is not { } length)
        {
            return null;
        }

        var entry = rest[..length];
        rest = rest[length..];
        List<ReadOnlyMemory<byte>>? proof = null;
        if (Skip(ref rest, BeforeProof) && !TryProof(ref rest, out proof))
        {
            fault = $"its proof is not at most {MaxProof} hashes of 32 bytes in base64";
            return null;
        }

        if (!rest.SequenceEqual("}"u8))
        {
            fault = "it ends in something that is no proof";
            return null;
        }

        return new BundleLine { Index = index, Stated = stated, Computed = TreeHash.Leaf(entry), Proof = proof };
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> what)
    {
        if (!rest.StartsWith(what))
        {
            return false;
        }

        rest = rest[what.Length..];
        return true;
    }

    private static bool TryIndex(ref ReadOnlySpan<byte> rest, out long index)
    {
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        index = -1;
        if (digits is < 1 or > 19 || (rest[0] == '0' && digits > 1) || !Utf8Parser.TryParse(rest[..digits], out index, out var read) || read != digits)
        {
            return false;
        }

        rest = rest[digits..];
        return true;
    }

    private static bool TryHash(ref ReadOnlySpan<byte> rest, out byte[] hash)
    {
        hash = new byte[TreeHash.Size];
        const int Length = 2 * TreeHash.Size;
        if (rest.Length < Length || rest[..Length].ContainsAnyInRange((byte)'A', (byte)'F')
            || Convert.FromHexString(rest[..Length], hash, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        rest = rest[Length..];
        return true;
    }

    // The reader finds where the value ends; the document finds members of one name, which two readers would read in two ways.
    private static int? LengthOfEntry(ReadOnlyMemory<byte> rest, out string fault)
    {
        try
        {
            var reader = new Utf8JsonReader(rest.Span, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                fault = "its entry is not a JSON object";
                return null;
            }

            reader.Skip();
            var length = (int)reader.BytesConsumed;
            using var document = JsonDocument.Parse(rest[..length], Strict);
            fault = "";
            return length;
        }
        catch (JsonException broken)
        {
            fault = $"its entry is not JSON with members of different names: {broken.Message}";
            return null;
        }
    }

    private static bool TryProof(ref ReadOnlySpan<byte> rest, out List<ReadOnlyMemory<byte>> proof)
    {
        proof = [];
        while (proof.Count <= MaxProof && !Skip(ref rest, "]"u8))
        {
            var hash = new byte[TreeHash.Size + 1];
            if ((proof.Count > 0 && !Skip(ref rest, ","u8)) || rest.Length < HashText + 2 || rest[0] != '"' || rest[HashText + 1] != '"'
                || Base64.DecodeFromUtf8(rest.Slice(1, HashText), hash, out _, out var bytes) != System.Buffers.OperationStatus.Done || bytes != TreeHash.Size
                || Convert.ToBase64String(hash, 0, bytes) != Encoding.ASCII.GetString(rest.Slice(1, HashText)))
            {
                return false;
            }

            proof.Add(hash.AsMemory(0, bytes));
            rest = rest[(HashText + 2)..];
        }

        return proof.Count <= MaxProof;
    }
}
