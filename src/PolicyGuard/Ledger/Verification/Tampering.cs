namespace PolicyGuard.Ledger.Verification;

/// <summary>What is wrong with a log, by what has to have been done to it.</summary>
public enum Tampering
{
    /// <summary>An entry's bytes are not those that its stored hash, and the tree, speak of.</summary>
    EntryChanged,

    /// <summary>An entry's stored hash is not that of its bytes, which are those that the tree speaks of.</summary>
    HashChanged,

    /// <summary>Entries, and their hashes with them, are not those that a signed checkpoint speaks of.</summary>
    EntryRewritten,

    /// <summary>Entries stand in each other's places.</summary>
    OrderChanged,

    /// <summary>Entries between others are gone.</summary>
    EntryMissing,

    /// <summary>A signed checkpoint speaks of more entries than there are.</summary>
    Truncated,

    /// <summary>A hash of the tree is missing, or is not that of the entries, which are those that a checkpoint speaks of.</summary>
    TreeChanged,

    /// <summary>A checkpoint's bytes are not those that were signed.</summary>
    CheckpointChanged,

    /// <summary>A checkpoint is signed by nobody who may: another key, or none of the chain at its place.</summary>
    ForeignKey,

    /// <summary>Two validly signed checkpoints, or one and the entries, tell different stories: the log was rewritten and signed again.</summary>
    Fork,

    /// <summary>The chain of signing keys is broken.</summary>
    KeyChainChanged,

    /// <summary>A copy by which people search says something else than the entry.</summary>
    ColumnChanged,

    /// <summary>A seal does not vouch for the calls that it stands for.</summary>
    SealChanged,

    /// <summary>An outcome refers to a decision that is not there, or to another one.</summary>
    OutcomeChanged,

    /// <summary>Entries were removed, and no entry says that somebody pruned them.</summary>
    PruneUnrecorded,

    /// <summary>A row stands where the log has no entry: before its first one.</summary>
    EntryAdded,
}

/// <summary>Spellings of <see cref="Tampering"/>.</summary>
public static class Tamperings
{
    private static readonly string[] Names =
    [
        "entry_changed", "hash_changed", "entry_rewritten", "order_changed", "entry_missing", "truncated", "tree_changed", "checkpoint_changed",
        "foreign_key", "fork", "key_chain_changed", "column_changed", "seal_changed", "outcome_changed", "prune_unrecorded", "entry_added",
    ];

    /// <summary>The word as reports spell it.</summary>
    public static string Name(this Tampering kind) => Names[(int)kind];
}
