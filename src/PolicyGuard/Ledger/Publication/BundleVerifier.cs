using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Publication;

/// <summary>
/// Verifies a bundle without the store, believing nothing in it: the chain of keys, the checkpoint's signature, the hash of every entry from its own
/// bytes, and every proof. Line by line, in constant memory.
/// </summary>
public sealed class BundleVerifier
{
    private const int ProgressEvery = 4096;

    /// <summary>A key that the reader knows from elsewhere: it has to be in the chain. Null believes the chain's first, so that it is not proven who signed.</summary>
    public NoteKey? Pinned { get; init; }

    /// <summary>A checkpoint that was kept elsewhere: the log has to go on from it. Null knows none.</summary>
    public ReadOnlyMemory<byte>? Against { get; init; }

    /// <summary>Told how many lines were read, now and then.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Verifies a bundle.</summary>
    /// <param name="input">The bundle; stays open.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async ValueTask<BundleReport> RunAsync(Stream input, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        var faults = new BundleFaults();
        var lines = new BundleLines(input);
        var signed = Open(await lines.NextAsync(ct).ConfigureAwait(false), lines, faults, out var against);
        var entries = new BundleEntries(signed, against, faults);
        while (await lines.NextAsync(ct).ConfigureAwait(false) is { } line)
        {
            if (lines.IsTooLong)
            {
                faults.Add(lines.Number, Tampering.EntryChanged, -1, $"the line is longer than {BundleLines.MaxBytes} bytes");
            }
            else if (BundleLine.Read(line, out var fault) is { } read)
            {
                entries.Check(lines.Number, read);
            }
            else if (lines.IsWhole)
            {
                faults.Add(lines.Number, Tampering.EntryChanged, -1, $"the line cannot be read: {fault}");
            }
            else
            {
                faults.Add(lines.Number, Tampering.Truncated, -1, "the last line is cut off");
            }

            if (lines.Number % ProgressEvery == 0)
            {
                Progress?.Invoke(lines.Number);
            }
        }

        return entries.End();
    }

    private SignedTree? Open(ReadOnlyMemory<byte>? line, BundleLines lines, BundleFaults faults, out SignedTree? against)
    {
        against = null;
        var fault = line is null ? "the bundle is empty" : lines.IsTooLong ? $"the line is longer than {BundleLines.MaxBytes} bytes" : "";
        if (line is null || lines.IsTooLong || BundleHeader.Read(line.Value, out fault) is not { } header)
        {
            faults.Add(1, Tampering.CheckpointChanged, -1, $"the first line cannot be read: {fault}");
            return null;
        }

        if (!KeyChain.TryParse(header.Links, out var chain, out var broken))
        {
            faults.Add(1, Tampering.KeyChainChanged, -1, $"the chain of signing keys is broken: {broken}");
            return null;
        }

        if (Pinned is { } pinned && !chain.StartsFrom(pinned))
        {
            faults.Add(1, Tampering.ForeignKey, -1, $"the chain of signing keys does not hold the key that you expect, {pinned.Id:x8}: somebody signed with keys of their own");
            return null;
        }

        if (Against is { } kept && SignedTree.Open(kept.Span, chain, out against, out fault) is { } wrongKept)
        {
            faults.Add(0, wrongKept, -1, $"the checkpoint that was kept elsewhere: {fault}");
        }

        if (SignedTree.Open(header.Checkpoint, chain, out var tree, out fault) is { } wrong)
        {
            faults.Add(1, wrong, -1, $"the bundle's checkpoint: {fault}");
        }

        return tree;
    }
}
