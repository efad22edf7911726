using PolicyGuard.Text;

namespace PolicyGuard.Taint.Custom;

/// <summary>A detector as its author wrote it.</summary>
public sealed record DetectorDocument
{
    /// <summary>The id that findings carry; lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64.</summary>
    public required string Id { get; init; }

    /// <summary>What it finds, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The label of its findings. Default <c>secret</c>.</summary>
    public string Label { get; init; } = "secret";

    /// <summary>The pattern, in Go's syntax (RE2) or the part of .NET's that needs no backtracking; letter case counts unless it says <c>(?i)</c>.</summary>
    public required string Pattern { get; init; }

    /// <summary>Words one of which stands in every text with a hit, whatever the case; empty where there are none, and every text is searched.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The least Shannon entropy of the value, in bits per character, 0 to 8; 0 asks for none.</summary>
    public double Entropy { get; init; }

    /// <summary>Which group of the pattern is the value. 0 means the first group where the pattern has any, and else the whole.</summary>
    public int Group { get; init; }

    /// <summary>The checksum that the value's digits must have (<see cref="Checksums.Names"/>), or null.</summary>
    public string? Checksum { get; init; }

    /// <summary>What of its hits is allowed.</summary>
    public IReadOnlyList<AllowDocument> Allowed { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public Origin Origin { get; init; } = new("", 0, 0);
}

/// <summary>Where something was written.</summary>
/// <param name="File">The file or source.</param>
/// <param name="Line">1-based; 0 where it has none.</param>
/// <param name="Column">1-based; 0 where it has none.</param>
public sealed record Origin(string File, int Line, int Column)
{
    /// <summary>A fault at this place.</summary>
    public Diagnostic Error(string code, string message, string? help = null) => new(Severity.Error, File, Line, Column, code, message, help);
}
