using PolicyGuard.Ledger.Verification;

namespace PolicyGuard.Ledger.Publication;

/// <summary>What a verifier found in a bundle.</summary>
/// <remarks>A bundle proves what is in it. That nothing was left out it proves only where it is whole.</remarks>
public sealed record BundleReport
{
    /// <summary>How many faults are listed.</summary>
    public const int MostFaults = 100;

    /// <summary>The log's name; empty where no checkpoint could be believed.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Entries that the checkpoint speaks of; 0 where it could not be believed.</summary>
    public long SignedTo { get; init; }

    /// <summary>The root that was signed; empty where it could not be believed.</summary>
    public ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>Entries in the bundle that could be read.</summary>
    public long Entries { get; init; }

    /// <summary>Entries that are proven to be in the log, at their index and byte for byte.</summary>
    public long Proven { get; init; }

    /// <summary>Entries with which nothing seems wrong, and which nothing proves.</summary>
    public long Unproven { get; init; }

    /// <summary>Whether all entries of the checkpoint's tree are in the bundle, so that none was left out.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether the log goes on from the checkpoint that was kept elsewhere; null where none was given, or a bundle of only some entries cannot tell.</summary>
    public bool? GoesOn { get; init; }

    /// <summary>What is wrong, in the order of the lines; at most <see cref="MostFaults"/>.</summary>
    public IReadOnlyList<BundleFault> Faults { get; init; } = [];

    /// <summary>Faults beyond those that are listed.</summary>
    public long FaultsNotListed { get; init; }

    /// <summary>Whether nothing is wrong and every entry is proven.</summary>
    public bool IsGood => Faults.Count == 0 && Unproven == 0;
}

/// <summary>Something that is wrong with a bundle.</summary>
/// <param name="Line">The line, from 1; 0 where it is none in particular.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Index">The entry; -1 where it is none in particular, or cannot be read.</param>
/// <param name="Message">What was seen, for a person.</param>
public sealed record BundleFault(long Line, Tampering Kind, long Index, string Message);
