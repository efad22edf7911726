using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Compliance;

/// <summary>What a person who answers for agents wants to see on one page.</summary>
public sealed record ComplianceReport
{
    /// <summary>The state, with more offenders than usual.</summary>
    public required ComplianceStatus Status { get; init; }

    /// <summary>When the time that is reported on began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What was allowed and denied in equal parts of the time, the oldest first.</summary>
    public required IReadOnlyList<TrendPart> Trend { get; init; }

    /// <summary>Incidents that are not resolved, and those of the time, open and grave ones first; at most <see cref="MostIncidents"/>.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>The list to which coverage refers.</summary>
    public required Framework Framework { get; init; }

    /// <summary>What covers each item of the list.</summary>
    public required IReadOnlyList<Coverage> Coverage { get; init; }

    /// <summary>The most incidents that a report lists.</summary>
    public const int MostIncidents = 50;
}

/// <summary>A part of the time.</summary>
/// <param name="From">When it began.</param>
/// <param name="Allowed">Actions that were allowed.</param>
/// <param name="Denied">Actions that were not.</param>
public sealed record TrendPart(DateTimeOffset From, long Allowed, long Denied);

/// <summary>What covers one item of a list.</summary>
/// <param name="Item">The item.</param>
/// <param name="Rules">Enabled rules that carry it, as <c>policy/rule</c>.</param>
/// <param name="Tests">Policy tests that pass and in which one of those rules decides, as <c>policy: test</c>.</param>
public sealed record Coverage(FrameworkItem Item, IReadOnlyList<string> Rules, IReadOnlyList<string> Tests)
{
    /// <summary><c>tested</c>, <c>rules</c>, <c>built-in</c> or <c>nothing</c>: the best that can be said.</summary>
    public string Level => Tests.Count > 0 ? "tested" : Rules.Count > 0 ? "rules" : Item.BuiltIn is not null ? "built-in" : "nothing";
}
