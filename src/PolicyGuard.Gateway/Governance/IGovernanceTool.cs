namespace PolicyGuard.Gateway.Governance;

/// <summary>One of the governance tools: reads its arguments, lets a desk do the work, and spells the outcome.</summary>
internal interface IGovernanceTool
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Whether it only asks or reads. Then a refusal is written down by <see cref="GovernanceTools"/>; refused acts are written down by their desks.</summary>
    bool Asks { get; }

    /// <summary>Carries a call out.</summary>
    ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct);
}
