using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// Copies the published log into a folder as C2SP tlog-tiles lays it out, for any web server or any disk. An older copy of the same log is extended. The
/// checkpoint comes last, so that a copy that was cut off still is the whole older one.
/// </summary>
internal static class TilesExport
{
    private const string Keys = "keys";

    /// <summary>Writes or extends a copy. Streaming: holds one bundle at a time.</summary>
    /// <param name="log">The tree, its checkpoints and keys.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="ct">Stops it; the next export goes on.</param>
    /// <exception cref="LedgerException">The log cannot be read, is damaged, or says something else than its checkpoint.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static async Task<TilesExported> RunAsync(ILogStore log, ILedgerStore entries, string folder, CancellationToken ct)
    {
        var state = await log.ExtentAsync(ct);
        if (state.Published is not { } published)
        {
            return TilesExported.Refused("no checkpoint was published yet, so there is nothing that anybody could check");
        }

        if (!KeyChain.TryParse(await log.KeyLinksAsync(ct), out var chain, out var fault))
        {
            throw new LedgerException($"the chain of signing keys is broken: {fault}; `policyguard audit verify` says more");
        }

        var signed = await OpenAsync(published.Note, chain, log, "the log's newest checkpoint", ct);
        var copy = new TilesFolder(folder);
        var (before, refusal) = await FindOlderAsync(copy, chain, signed, log, folder, ct);
        if (refusal is not null)
        {
            return TilesExported.Refused(refusal);
        }

        // The links first: a copy that is cut off before its checkpoint is known again by them.
        await copy.WriteAsync(Keys, KeyList.Encode(chain.Encoded), ct);
        await copy.WriteAsync("README.txt", Encoding.UTF8.GetBytes(TilesReadme.Of(chain, state.Pruned)), ct);
        var tiles = new LogTiles(log, entries);
        var (files, left) = (0L, new List<string>());
        foreach (var tile in TreeTiles.Of(signed.Size, before))
        {
            var found = await tiles.ReadAsync(tile, state.Pruned, ct);
            if (found.Presence == LogPresence.Here)
            {
                await copy.WriteAsync(tile.Level is { } level ? TilePath.Hashes(level, tile.Index, tile.Width) : TilePath.Entries(tile.Index, tile.Width), found.Bytes, ct);
                files++;
            }
            else if (found.Presence == LogPresence.Unfit)
            {
                left.Add($"{TilePath.Entries(tile.Index, tile.Width)}: {found.Fault}");
            }
        }

        await copy.WriteAsync(LogTiles.CheckpointPath, published.Note, ct);
        return new TilesExported(null, before, signed.Size, files, left);
    }

    // What is exported is what was signed: a log that was rewritten gets no copy that looks right.
    private static async Task<SignedTree> OpenAsync(ReadOnlyMemory<byte> note, KeyChain chain, ILogStore log, string what, CancellationToken ct)
    {
        if (SignedTree.Open(note.Span, chain, out var tree, out var fault) is not null)
        {
            throw new LedgerException($"{what} is not good: {fault}; `policyguard audit verify` says more");
        }

        return (await new TileTree(log).RootAsync(tree!.Size, ct)).AsSpan().SequenceEqual(tree.Root.Span)
            ? tree
            : throw new LedgerException($"{what} speaks of other entries than the log holds: it was rewritten; `policyguard audit verify` says more");
    }

    private static async Task<(long Size, string? Refusal)> FindOlderAsync(TilesFolder copy, KeyChain chain, SignedTree signed, ILogStore log, string folder, CancellationToken ct)
    {
        if (copy.IsEmpty)
        {
            return (0, null);
        }

        var note = copy.Read(LogTiles.CheckpointPath, SignedNote.MaxBytes);
        if (note is null)
        {
            var begun = KeyChain.TryParse(KeyList.Decode(copy.Read(Keys, KeyList.MaxBytes)), out var links, out _) && links.StartsFrom(chain.Keys[0].Key);
            return (0, begun ? null : $"{folder} is not empty and is no older export of this log: name another folder");
        }

        if (SignedTree.Open(note, chain, out var older, out var fault) is not null)
        {
            return (0, $"{folder} is no older export of this log: {fault}");
        }

        if (older!.Size > signed.Size)
        {
            return (0, $"{folder} holds {older.Size} entries that were signed, and the log's newest checkpoint is of {signed.Size}: entries were cut off; keep the folder as evidence");
        }

        var root = await new TileTree(log).RootAsync(older.Size, ct);
        return root.AsSpan().SequenceEqual(older.Root.Span)
            ? (older.Size, null)
            : (0, $"the first {older.Size} entries are not those that the export in {folder} was signed for: the log was rewritten; keep the folder as evidence");
    }
}

/// <summary>What became of an export.</summary>
/// <param name="Refusal">Why nothing was written; null where it was.</param>
/// <param name="Before">Entries of the older copy that was extended; 0 where there was none.</param>
/// <param name="Size">Entries that the copy's checkpoint speaks of.</param>
/// <param name="Files">Tiles and bundles that were written.</param>
/// <param name="LeftOut">Bundles that the format cannot hold, one line each, with the reason.</param>
internal sealed record TilesExported(string? Refusal, long Before, long Size, long Files, IReadOnlyList<string> LeftOut)
{
    public static TilesExported Refused(string why) => new(why, 0, 0, 0, []);
}
