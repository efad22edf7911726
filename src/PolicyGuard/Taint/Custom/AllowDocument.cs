namespace PolicyGuard.Taint.Custom;

/// <summary>What is allowed although a detector hits it, as its author wrote it. Any one of the parts is enough, unless <see cref="All"/>.</summary>
public sealed record AllowDocument
{
    /// <summary>The detector whose hits are meant, a glob; null means all.</summary>
    public string? Detector { get; init; }

    /// <summary>The place, a glob over RFC 6901 pointers; null means everywhere. With a place, everything that the detector hits there is allowed.</summary>
    public string? Pointer { get; init; }

    /// <summary>Values by their SHA-256, lower-case hex over UTF-8.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Patterns that are searched for, see <see cref="DetectorDocument.Pattern"/>.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Words that the value holds, whatever the case.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where the patterns are searched for.</summary>
    public AllowTarget Target { get; init; }

    /// <summary>Whether patterns and words must both say so.</summary>
    public bool All { get; init; }

    /// <summary>Where it stands.</summary>
    public Origin Origin { get; init; } = new("", 0, 0);
}

/// <summary>What an allowing pattern looks at.</summary>
public enum AllowTarget
{
    /// <summary>The value that was hit.</summary>
    Value,

    /// <summary>All that the detector's pattern matched.</summary>
    Match,

    /// <summary>The line in which it stands.</summary>
    Line,
}
