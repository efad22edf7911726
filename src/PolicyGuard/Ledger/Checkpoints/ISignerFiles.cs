using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>Keeps private signing keys where only their owner reads them.</summary>
public interface ISignerFiles
{
    /// <summary>Makes a key and keeps it.</summary>
    /// <exception cref="LedgerException">It cannot be kept.</exception>
    NoteSigner Create(string name);

    /// <summary>The private half of a key.</summary>
    /// <exception cref="LedgerException">It is not there, others can read it, or it is another key's.</exception>
    NoteSigner Open(NoteKey key);

    /// <summary>Removes the private half of a key that signs no more.</summary>
    void Discard(NoteKey key);
}
