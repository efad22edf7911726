namespace PolicyGuard.Scan.Flow;

/// <summary>What a function's result becomes; a set.</summary>
[Flags]
internal enum HandlerKind
{
    None = 0,

    /// <summary>A string that it returns is sent as a page.</summary>
    Page = 1,

    /// <summary>All its routes are constant, so the request's path is one of them.</summary>
    FixedPath = 2,
}
