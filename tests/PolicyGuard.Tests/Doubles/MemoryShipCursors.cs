using System.Collections.Concurrent;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Cursors in memory that can be told to fail.</summary>
internal sealed class MemoryShipCursors : IShipCursors
{
    private readonly ConcurrentDictionary<string, long> _next = new();

    /// <summary>Set to make the next writes fail, so many of them.</summary>
    public int FailingWrites { get; set; }

    public long this[string sink]
    {
        get => _next.GetValueOrDefault(sink);
        set => _next[sink] = value;
    }

    public ValueTask<long> ReadAsync(string sink, CancellationToken ct) => ValueTask.FromResult(this[sink]);

    public ValueTask WriteAsync(string sink, long next, CancellationToken ct)
    {
        if (FailingWrites > 0)
        {
            FailingWrites--;
            throw new LedgerException("the disk is full");
        }

        this[sink] = next;
        return default;
    }
}
