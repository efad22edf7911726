namespace PolicyGuard.Taint.Instructions;

/// <summary>A way of writing what nobody sees.</summary>
internal enum InvisibleKind
{
    /// <summary>Tag characters, which spell ASCII.</summary>
    Tags,

    /// <summary>Variation selectors, which can carry bytes.</summary>
    Selectors,

    /// <summary>Zero-width characters, which can carry bits or split words.</summary>
    ZeroWidth,

    /// <summary>Overrides of direction: what is shown is not what is read.</summary>
    Override,
}
