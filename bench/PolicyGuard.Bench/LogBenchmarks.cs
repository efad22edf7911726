using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Bench;

/// <summary>What the transparency log costs without its store: hashes, growing, proofs in a log of ten million entries, signatures.</summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const long Size = 10_000_000;
    private const long Index = 6_543_210;

    private readonly byte[] _small = RandomNumberGenerator.GetBytes(800);
    private readonly byte[] _large = RandomNumberGenerator.GetBytes(8_000);
    private readonly byte[] _hash = new byte[TreeHash.Size];
    private readonly TileTree _tree = new(new SameTiles());
    private readonly NoteSigner _signer = NoteSigner.Create("example.org/log");
    private CompactRange _edge = new();
    private IReadOnlyList<ReadOnlyMemory<byte>> _inclusion = [];
    private IReadOnlyList<ReadOnlyMemory<byte>> _consistency = [];
    private byte[] _root = [];
    private byte[] _earlier = [];
    private byte[] _text = [];
    private byte[] _note = [];
    private byte[] _signature = [];

    [GlobalSetup]
    public async Task Setup()
    {
        _edge = new CompactRange();
        _inclusion = await _tree.InclusionAsync(Index, Size);
        _consistency = await _tree.ConsistencyAsync(Index, Size);
        (_root, _earlier) = (await _tree.RootAsync(Size), await _tree.RootAsync(Index));
        var note = SignedNote.Sign(new Checkpoint("example.org/log - 7", Size, _root).Text, _signer);
        (_note, _text, _signature) = (note.Encode(), Encoding.UTF8.GetBytes(note.Text), note.Signatures[0].Signature.ToArray());
        if (!CheckInclusion() || !CheckConsistency() || !VerifyNote())
        {
            throw new InvalidOperationException("what is measured does not hold");
        }
    }

    [Benchmark]
    public void Leaf800() => TreeHash.Leaf(_small, _hash);

    [Benchmark]
    public void Leaf8000() => TreeHash.Leaf(_large, _hash);

    [Benchmark]
    public void Append() => _edge.Append(_hash);

    [Benchmark]
    public byte[] Root() => _edge.Root();

    [Benchmark]
    public async Task<int> MakeInclusion() => (await _tree.InclusionAsync(Index, Size)).Count;

    [Benchmark]
    public async Task<int> MakeConsistency() => (await _tree.ConsistencyAsync(Index, Size)).Count;

    [Benchmark]
    public bool CheckInclusion() => TreeProofs.IsIncluded(Index, Size, SameTiles.Levels[0], _inclusion, _root);

    [Benchmark]
    public bool CheckConsistency() => TreeProofs.IsConsistent(Index, Size, _earlier, _root, _consistency);

    [Benchmark]
    public byte[] Sign() => _signer.Sign(_text);

    [Benchmark]
    public bool Verify() => _signer.Key.Verify(_text, _signature);

    [Benchmark]
    public bool VerifyNote() => SignedNote.TryParse(_note, out var note, out _) && note.Verify([_signer.Key]).IsAccepted && Checkpoint.TryParse(note.Text, out _, out _);

    // All leaves are alike, so that ten million need no memory; the work is the same.
    private sealed class SameTiles : ITileSource
    {
        public static readonly byte[][] Levels = [.. Enumerable.Range(0, 4).Select(Level)];

        private static readonly ReadOnlyMemory<byte>[] Tiles = [.. Levels.Select(h => new ReadOnlyMemory<byte>([.. Enumerable.Repeat(h, 256).SelectMany(b => b)]))];

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct) => new(Tiles[level][..(count * TreeHash.Size)]);

        private static byte[] Level(int level)
        {
            var hash = TreeHash.Leaf("same"u8);
            for (var i = 0; i < 8 * level; i++)
            {
                TreeHash.Node(hash, hash, hash);
            }

            return hash;
        }
    }
}
