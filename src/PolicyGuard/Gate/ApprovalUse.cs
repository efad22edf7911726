namespace PolicyGuard.Gate;

/// <summary>Whether a decision may use a human's answer up.</summary>
internal readonly struct ApprovalUse
{
    private readonly bool _any;
    private readonly string? _only;

    private ApprovalUse(bool any, string? only) => (_any, _only) = (any, only);

    /// <summary>None: somebody only asks.</summary>
    public static readonly ApprovalUse None = default;

    /// <summary>Whichever covers the call, because the call runs.</summary>
    public static readonly ApprovalUse Any = new(true, null);

    /// <summary>One that the caller names, because it acts by itself on our advice.</summary>
    public static ApprovalUse Only(string? id) => new(false, id);

    /// <summary>Whether this one may be used.</summary>
    public bool Allows(string id) => _any || string.Equals(_only, id, StringComparison.Ordinal);
}
