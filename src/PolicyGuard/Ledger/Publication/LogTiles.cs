using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Ledger.Publication;

/// <summary>
/// The log as C2SP tlog-tiles lays it out: <c>checkpoint</c>, <c>tile/L/N</c>, <c>tile/entries/N</c>. Tells nothing of what lies behind the newest
/// checkpoint, neither an entry nor a hash. One answer reads one tile or one bundle: at most 256 hashes or entries.
/// </summary>
/// <param name="log">The tree and its checkpoints.</param>
/// <param name="entries">The entries.</param>
public sealed class LogTiles(ILogStore log, ILedgerStore entries)
{
    /// <summary>The path of the newest checkpoint.</summary>
    public const string CheckpointPath = "checkpoint";

    private const int Height = 8;
    private const int TopLevel = 7;

    /// <summary>Finds what a path names.</summary>
    /// <remarks>
    /// A partial tile is served where some published checkpoint has it, not only the newest: who read the checkpoint a moment ago has to find its
    /// tiles (tlog-tiles: "Partial Tiles"). Any other width would tell how the log grew between checkpoints.
    /// </remarks>
    /// <param name="path">The path below the log's prefix, without a leading slash. There is one spelling of each.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The log cannot be read, or is damaged there.</exception>
    public async ValueTask<LogResource> FindAsync(string path, CancellationToken ct)
    {
        var state = await log.ExtentAsync(ct).ConfigureAwait(false);
        if (state.Published is not { } published)
        {
            return LogResource.Missing(LogPresence.Absent, "no checkpoint was published yet");
        }

        if (path == CheckpointPath)
        {
            return LogResource.Here(published.Note);
        }

        if (!TilePath.TryParse(path, out var tile))
        {
            return LogResource.Missing(LogPresence.Absent, "this is no path of a tile: tile/LEVEL/NUMBER or tile/entries/NUMBER, as C2SP tlog-tiles spells them");
        }

        return await IsPublishedAsync(tile, published.Size, ct).ConfigureAwait(false)
            ? await ReadAsync(tile, state.Pruned, ct).ConfigureAwait(false)
            : LogResource.Missing(LogPresence.Absent, $"the newest checkpoint is of {published.Size} entries, and no checkpoint has this tile");
    }

    /// <summary>Reads a tile or a bundle of a published tree.</summary>
    /// <param name="tile">The tile; has to belong to the tree of a checkpoint.</param>
    /// <param name="pruned">Entries before this index were removed.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The log cannot be read, or is damaged there.</exception>
    public async ValueTask<LogResource> ReadAsync(TileName tile, long pruned, CancellationToken ct)
    {
        var first = tile.Index << Height;
        if (tile.Level is { } level)
        {
            return LogResource.Here(await log.ReadAsync(level, first, tile.Width, ct).ConfigureAwait(false));
        }

        return first < pruned
            ? LogResource.Missing(LogPresence.Pruned, $"entries before {pruned} were pruned; their hashes are at tile/0/")
            : await BundleAsync(first, tile.Width, ct).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsPublishedAsync(TileName tile, long size, CancellationToken ct)
    {
        if (tile.Level > TopLevel)
        {
            return false;
        }

        var shift = Height * (tile.Level ?? 0);
        var first = tile.Index << Height;
        if ((size >> shift) - first < tile.Width)
        {
            return false;
        }

        if (tile.Width == TilePath.FullWidth)
        {
            return true;
        }

        // Trees of these sizes, and no others, have this partial tile.
        var least = (first + tile.Width) << shift;
        var most = size - least < 1L << shift ? size : least + (1L << shift) - 1;
        return await log.CheckpointAsync(most, ct).ConfigureAwait(false) is { } checkpoint && checkpoint.Size >= least;
    }

    private async ValueTask<LogResource> BundleAsync(long first, int width, CancellationToken ct)
    {
        var read = new List<ReadOnlyMemory<byte>>(width);
        await foreach (var entry in entries.ReadAsync(new LedgerQuery { AfterIndex = first - 1, NewestFirst = false, Limit = width }, ct).ConfigureAwait(false))
        {
            if (entry.Index != first + read.Count)
            {
                break;
            }

            if (entry.Json.Length > EntryBundle.MaxEntry)
            {
                return LogResource.Missing(
                    LogPresence.Unfit, $"entry {entry.Index} has {entry.Json.Length} bytes, and the format holds {EntryBundle.MaxEntry}; an export as JSON lines carries it");
            }

            read.Add(entry.Json);
        }

        return read.Count == width
            ? LogResource.Here(EntryBundle.Encode(read))
            : throw new LedgerException($"entry {first + read.Count} is missing; `policyguard audit verify` says more");
    }
}
