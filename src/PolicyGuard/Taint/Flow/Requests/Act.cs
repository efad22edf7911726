namespace PolicyGuard.Taint.Flow.Requests;

/// <summary>Groups of acts, for what a tool does and for what a user asks. The bits are stored with flows and never reused.</summary>
[Flags]
internal enum Act : uint
{
    /// <summary>No act that we know.</summary>
    None = 0,

    /// <summary>Looks at something.</summary>
    Read = 1,

    /// <summary>Says something to somebody, or to the public.</summary>
    Send = 2,

    /// <summary>Moves money.</summary>
    Pay = 4,

    /// <summary>Takes away, or ends.</summary>
    Delete = 8,

    /// <summary>Makes something new.</summary>
    Create = 16,

    /// <summary>Changes what is there.</summary>
    Update = 32,

    /// <summary>Lets somebody in, or decides who may do what.</summary>
    Grant = 64,

    /// <summary>Runs code.</summary>
    Run = 128,

    /// <summary>Commits to something: a table, a room, a contract.</summary>
    Book = 256,
}
