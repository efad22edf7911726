namespace PolicyGuard.Ledger.Notes;

/// <summary>What verifying a note came to.</summary>
/// <param name="SignedBy">The known keys that signed it, each once, in the order of the note; empty where it is rejected.</param>
/// <param name="Fault">Why it is rejected; null where at least one known key signed and no signature of a known key is bad.</param>
public sealed record NoteVerdict(IReadOnlyList<NoteKey> SignedBy, string? Fault)
{
    /// <summary>Whether the text may be believed.</summary>
    public bool IsAccepted => Fault is null;

    internal static NoteVerdict Rejected(string fault) => new([], fault);
}
