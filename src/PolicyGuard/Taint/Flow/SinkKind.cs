namespace PolicyGuard.Taint.Flow;

/// <summary>What a tool does, in the words of the configuration.</summary>
public enum SinkKind
{
    /// <summary>It looks at something that nobody else notices.</summary>
    Read,

    /// <summary>It looks at something outside; the address itself tells somebody.</summary>
    Fetch,

    /// <summary>It makes or changes something of the user's own that can be changed back.</summary>
    Write,

    /// <summary>It sends or publishes.</summary>
    Send,

    /// <summary>It moves money, or commits to something.</summary>
    Pay,

    /// <summary>It deletes, or ends.</summary>
    Delete,

    /// <summary>It lets somebody in, or decides who may do what.</summary>
    Grant,

    /// <summary>It runs code.</summary>
    Run,
}
