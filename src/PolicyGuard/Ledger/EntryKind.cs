namespace PolicyGuard.Ledger;

/// <summary>What an entry records.</summary>
public enum EntryKind
{
    /// <summary>A permitted call, before it runs. Without a <see cref="Closed"/> of the same call it is evidence of a crash.</summary>
    Opened,

    /// <summary>The outcome of an opened call.</summary>
    Closed,

    /// <summary>A refused call; complete.</summary>
    Refused,

    /// <summary>An answer to somebody who only asked; complete.</summary>
    Advised,

    /// <summary>A result seen from outside; complete.</summary>
    Observed,

    /// <summary>A list that was answered, and how much of it was hidden; complete.</summary>
    Listed,

    /// <summary>A message that was not read: malformed, too large, a batch; complete.</summary>
    Malformed,

    /// <summary>An administrative act, a configuration change, a start or a stop; complete.</summary>
    Event,

    /// <summary>A signature over the envelopes of a run of executed calls, in the form that Sigstore's logs use.</summary>
    Sealed,
}
