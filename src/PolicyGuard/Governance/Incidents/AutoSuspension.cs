using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Incidents;

/// <summary>
/// Suspends an agent whose strikes within a time reach the configured count. Strikes are counted in the store, so that processes which share it
/// agree; only what the gate itself saw an agent do is a strike, never what somebody reported. Reinstating an agent forgives what was before.
/// </summary>
public sealed class AutoSuspension(GovernanceServices services)
{
    private readonly AgentDesk _agents = new(services);

    /// <summary>Suspends the agent of an incident that was just recorded, where that was one too many. Never throws for what a store does.</summary>
    public async ValueTask ConsiderAsync(Incident incident)
    {
        var options = services.Suspension;
        if (options.HighCount == 0 || incident.Agent is not { } agent)
        {
            return;
        }

        try
        {
            var strikes = await services.Incidents.StrikesAsync(agent, services.Clock.GetUtcNow() - options.Within).ConfigureAwait(false);
            if (strikes < options.HighCount)
            {
                return;
            }

            var reason = $"{strikes} refusals of severity high within {options.Within.TotalSeconds:0} s; the last is incident {incident.Id}";
            var outcome = await _agents.SuspendAsync(Actor.Program(), agent, reason, CancellationToken.None).ConfigureAwait(false);
            if (outcome.Refusal is { } refusal)
            {
                services.OnFault($"agent {agent} was not suspended: {refusal.Message} ({refusal.Reason})");
            }
        }
        catch (RegistryException fault)
        {
            services.OnFault($"agent {agent}: nobody can say how often it was refused: {fault.Message}");
        }
    }
}
