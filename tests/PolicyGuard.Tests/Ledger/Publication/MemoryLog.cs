using System.Runtime.CompilerServices;
using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Tests.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Publication;

/// <summary>A log in memory that is read, with checkpoints of the sizes that a test names.</summary>
internal sealed class MemoryLog : ILogStore, ILedgerStore, IDisposable
{
    public const string Origin = "log.test - 7";

    private readonly List<byte[]> _entries;
    private readonly List<StoredCheckpoint> _checkpoints = [];

    public MemoryLog(int size, params int[] published)
    {
        _entries = [.. Enumerable.Range(0, size).Select(i => Encoding.UTF8.GetBytes($$"""{"n":{{i}},"text":"é\"]}"}"""))];
        Tree = new NaiveTree(_entries);
        Chain = KeyChain.Start(Origin, Old).Append(Old, Signer, 100);
        _checkpoints.AddRange(published.Select(Checkpoint));
    }

    public NaiveTree Tree { get; }

    public NoteSigner Old { get; } = NoteSigner.Create("log.test");

    public NoteSigner Signer { get; } = NoteSigner.Create("log.test");

    public KeyChain Chain { get; }

    public long Pruned { get; set; }

    public string? Fault => null;

    public StoredCheckpoint Checkpoint(int size) => Checkpoint(size, Tree.Root(0, size));

    public StoredCheckpoint Checkpoint(int size, byte[] root) => new(
        size, DateTimeOffset.UnixEpoch, SignedNote.Sign(new Checkpoint(Origin, size, root).Text, size < 100 ? Old : Signer).Encode());

    public byte[] Entry(int index) => _entries[index];

    /// <summary>Another entry in the place of one, as somebody does who owns the store.</summary>
    public void Replace(int index, byte[] entry) => _entries[index] = entry;

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct) => Tree.ReadAsync(level, first, count, ct);

    public ValueTask<LogExtent> ExtentAsync(CancellationToken ct) => new(new LogExtent(_entries.Count, Pruned, 0, _checkpoints.LastOrDefault()));

    public ValueTask<StoredCheckpoint?> CheckpointAsync(long atMost, CancellationToken ct) => new(_checkpoints.LastOrDefault(c => c.Size <= atMost));

    public ValueTask<IReadOnlyList<string>> KeyLinksAsync(CancellationToken ct) => new(Chain.Encoded);

    public async IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, [EnumeratorCancellation] CancellationToken ct = default)
    {
        Assert.False(query.NewestFirst);
        var first = (int)Math.Max(Pruned, (query.AfterIndex ?? -1) + 1);
        for (var i = first; i < Math.Min((long)_entries.Count, (long)first + query.Limit); i++)
        {
            await Task.CompletedTask;
            yield return Stored(i);
        }
    }

    public async IAsyncEnumerable<StoredEntry> SomeAsync(params IEnumerable<int> indexes)
    {
        foreach (var i in indexes)
        {
            await Task.CompletedTask;
            yield return Stored(i);
        }
    }

    public IDisposable? TryLock() => throw new NotSupportedException();

    public ValueTask<long> SettleAsync() => throw new NotSupportedException();

    public ValueTask<bool> TryAddAsync(StoredCheckpoint next, long after, IReadOnlyList<StoredSeal> seals) => throw new NotSupportedException();

    public ValueTask<StoredSeal?> SealAsync(long index, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<bool> TryAddKeyLinkAsync(int sequence, string link) => throw new NotSupportedException();

    public ValueTask<long> OlderAsync(DateTimeOffset before, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<long> PruneAsync(long before) => throw new NotSupportedException();

    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability) => throw new NotSupportedException();

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost) => throw new NotSupportedException();

    public void Dispose()
    {
        Old.Dispose();
        Signer.Dispose();
    }

    private StoredEntry Stored(int index) => new(index, _entries[index], Tree.Root(index, index + 1));
}
