using PolicyGuard.Calls;

namespace PolicyGuard.Rules;

/// <summary>A policy as written: what its author said, checked, in one vocabulary for all dialects.</summary>
public sealed record PolicyDocument
{
    /// <summary>The policy's name: <c>name</c>, the governance <c>id</c>, or the file's name where it says none.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as the user wrote its path.</summary>
    public required string Path { get; init; }

    /// <summary>The line at which the policy begins; 1-based.</summary>
    public required int Line { get; init; }

    /// <summary>The language in which it is written.</summary>
    public required PolicyDialect Dialect { get; init; }

    /// <summary>What the policy is for, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>How its rules make one answer. Policies in governance JSON answer together, as one set.</summary>
    public required Combine Combine { get; init; }

    /// <summary>What happens where no rule of any policy matches; null where the policy does not speak about that.</summary>
    public Effect? Default { get; init; }

    /// <summary>The place of a governance policy among its like; the highest goes first. 0 in the other dialects.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the policy takes part in decisions.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The rules, in the order of the file.</summary>
    public required IReadOnlyList<RuleDocument> Rules { get; init; }

    /// <summary>The policy's own tests.</summary>
    public IReadOnlyList<PolicyTestDocument> Tests { get; init; } = [];
}
