using System.Text;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.SystemTests.Proofs;

/// <summary>A log as it is handed to outsiders: a folder of C2SP tlog-tiles, bundles, proofs, written with the code of the product.</summary>
internal sealed class PublishedLog : ITileSource
{
    public const string Origin = "example.org/log - 7";

    private readonly List<byte[]> _entries;
    private readonly List<byte[][]> _levels;

    public PublishedLog(string folder, int size)
    {
        Folder = folder;
        Chain = KeyChain.Start(Origin, Old).Append(Old, Signer, 100);
        _entries = [.. Enumerable.Range(0, size).Select(i => Encoding.UTF8.GetBytes($$"""{"n":{{i}},"text":"{{new string('é', i % 7)}}}\"]"}"""))];
        _levels = [[.. _entries.Select(e => TreeHash.Leaf(e))]];
        while (_levels[^1].Length >= 256)
        {
            _levels.Add([.. _levels[^1].Chunk(256).Where(tile => tile.Length == 256).Select(Root)]);
        }
    }

    public string Folder { get; }

    public NoteSigner Old { get; } = NoteSigner.Create("example.org/log");

    public NoteSigner Signer { get; } = NoteSigner.Create("example.org/log");

    public KeyChain Chain { get; }

    public TileTree Tree => new(this);

    public byte[] Entry(int index) => _entries[index];

    public async Task<SignedNote> CheckpointAsync(long size, NoteSigner? signer = null) =>
        SignedNote.Sign(new Checkpoint(Origin, size, await Tree.RootAsync(size)).Text, signer ?? Signer);

    /// <summary>Writes the folder as it stood at a size; what is there stays.</summary>
    public async Task WriteTilesAsync(int size)
    {
        for (var first = 0; first < size; first += 256)
        {
            var width = Math.Min(256, size - first);
            Write(TilePath.Entries(first / 256, width), EntryBundle.Encode([.. _entries.Skip(first).Take(width).Select(e => new ReadOnlyMemory<byte>(e))]));
        }

        for (var (level, count) = (0, size); count > 0; (level, count) = (level + 1, count / 256))
        {
            for (var first = 0; first < count; first += 256)
            {
                var width = Math.Min(256, count - first);
                Write(TilePath.Hashes(level, first / 256, width), [.. _levels[level].Skip(first).Take(width).SelectMany(h => h)]);
            }
        }

        Write("checkpoint", (await CheckpointAsync(size)).Encode());
    }

    public async Task<string> BundleAsync(IEnumerable<int> indexes, int size, bool withProofs)
    {
        var text = new StringBuilder();
        static string Json(string value) => $"\"{System.Text.Json.JsonEncodedText.Encode(value)}\"";
        text.Append($"{{\"checkpoint\":{Json(Encoding.UTF8.GetString((await CheckpointAsync(size)).Encode()))},\"keys\":[{string.Join(',', Chain.Encoded.Select(Json))}],\"log\":1}}\n");
        foreach (var i in indexes)
        {
            text.Append($"{{\"index\":{i},\"leaf_hash\":\"{Convert.ToHexStringLower(_levels[0][i])}\",\"entry\":{Encoding.UTF8.GetString(_entries[i])}");
            if (withProofs)
            {
                var proof = await Tree.InclusionAsync(i, size);
                text.Append($",\"proof\":[{string.Join(',', proof.Select(h => $"\"{Convert.ToBase64String(h.Span)}\""))}]");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    public string Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public string Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct) =>
        new(_levels[level].Skip((int)first).Take(count).SelectMany(h => h).ToArray());

    private static byte[] Root(byte[][] tile)
    {
        var edge = new CompactRange();
        foreach (var hash in tile)
        {
            edge.Append(hash);
        }

        return edge.Root();
    }
}
