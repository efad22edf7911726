namespace PolicyGuard.Ledger.Publication;

/// <summary>Whether a part of the published log can be had.</summary>
public enum LogPresence
{
    /// <summary>It is here.</summary>
    Here,

    /// <summary>There is none, or it lies behind the last checkpoint: nobody has signed for it yet.</summary>
    Absent,

    /// <summary>Its entries were pruned. Their hashes are still to be had.</summary>
    Pruned,

    /// <summary>One of its entries is longer than a bundle can hold (<see cref="Tree.EntryBundle.MaxEntry"/>).</summary>
    Unfit,
}

/// <summary>A part of the published log, or why it cannot be had.</summary>
/// <param name="Presence">Whether it is here.</param>
/// <param name="Bytes">Its bytes; empty where it is not here.</param>
/// <param name="Fault">Why it is not here, for a person; empty where it is.</param>
public sealed record LogResource(LogPresence Presence, ReadOnlyMemory<byte> Bytes, string Fault)
{
    internal static LogResource Here(ReadOnlyMemory<byte> bytes) => new(LogPresence.Here, bytes, "");

    internal static LogResource Missing(LogPresence why, string fault) => new(why, default, fault);
}
