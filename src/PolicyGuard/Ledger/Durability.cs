namespace PolicyGuard.Ledger;

/// <summary>What an appended entry survives.</summary>
public enum Durability
{
    /// <summary>Survives a killed process; synced to disk within 50 ms.</summary>
    Normal,

    /// <summary>Survives power loss: synced before the append returns. Calls that arrive together share one sync.</summary>
    Full,
}

/// <summary>The operator's choice, <c>audit.durability</c>.</summary>
public enum DurabilityMode
{
    /// <summary><see cref="Durability.Full"/> for calls that may change something; <see cref="Durability.Normal"/> for read-only calls, refusals, advice and closes.</summary>
    Auto,

    /// <summary>Always <see cref="Durability.Normal"/>.</summary>
    Normal,

    /// <summary>Always <see cref="Durability.Full"/>, closes excepted.</summary>
    Full,
}
