namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>How far a tool's effect reaches.</summary>
internal enum Risk
{
    /// <summary>It looks at something.</summary>
    None,

    /// <summary>It looks at something that lies outside: the address itself tells somebody.</summary>
    Fetch,

    /// <summary>It changes something of the user's own that can be changed back; or we do not know what it does.</summary>
    Low,

    /// <summary>It runs code.</summary>
    Code,

    /// <summary>It reaches others, or cannot be undone: messages, money, access, deletion.</summary>
    High,
}
