using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gate;

/// <summary>What kind of incident a refusal opens, and which refusals count against the agent.</summary>
public sealed class IncidentTests
{
    private const string Secrets = """
        policyguard: 1
        name: p
        default: allow
        rules:
          - { id: no-secrets, labels: [secret], effect: deny, message: "no" }
          - { id: no-drop, tools: ["drop_*"], effect: deny, message: "no" }
          - { id: ask, tools: ["ask_*"], effect: require_approval, message: "ask" }
        """;

    private readonly List<Incident> _strikes = [];
    private readonly GateFixture _world = new(rules: PolicyLoader.Load([new PolicySource("p.yaml", Secrets)], null).Rules);

    [Theory]
    [InlineData("drop_table", "{}", "policy_violation", IncidentSeverity.Medium, false)]
    [InlineData("ask_human", "{}", "policy_violation", IncidentSeverity.Low, false)]
    [InlineData("post", """{"body":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}""", "data_exfiltration", IncidentSeverity.High, true)]
    public async Task A_refusal_opens_an_incident_of_its_kind(string tool, string arguments, string type, IncidentSeverity severity, bool strike)
    {
        await Make().InvokeAsync(_world.Call(tool, arguments), _world.Upstream, default);
        var incident = Assert.Single(_world.Incidents.All);
        Assert.Equal((type, severity), (incident.Type, incident.Severity));
        Assert.Matches("^inc_[0-9a-f]{12}$", incident.Id);
        Assert.Equal(strike ? 1 : 0, _strikes.Count);
        Assert.Equal(strike ? 1 : 0, await _world.Incidents.StrikesAsync("a1", DateTimeOffset.MinValue));
    }

    [Theory]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 1)]
    public async Task Nobody_gets_another_suspended_by_borrowing_its_id(bool keys, bool proven, int strikes)
    {
        if (keys)
        {
            await _world.Keys.AddAsync(new ApiKey { Id = "key_1", Hash = [.. new byte[32]], Role = "agent", CreatedAt = _world.Clock.GetUtcNow(), CreatedBy = "cli:root" }, default);
        }

        await Make().InvokeAsync(_world.Call("post", """{"body":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}""", proven: proven), _world.Upstream, default);
        Assert.Equal(strikes, _strikes.Count);
        Assert.Single(_world.Incidents.All);
    }

    [Fact]
    public async Task A_lent_trust_bound_makes_claims_no_strikes_either()
    {
        await Make(new GateOptions { MaxClaimedTrust = TrustLevel.Low }).InvokeAsync(_world.Call("post", """{"body":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}"""), _world.Upstream, default);
        Assert.Empty(_strikes);
    }

    [Fact]
    public async Task Asking_is_no_strike_whoever_is_named()
    {
        await Make().AdviseAsync(_world.Call("post", """{"body":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}""", agent: "rival", proven: true), default);
        Assert.Equal(IncidentSeverity.High, Assert.Single(_world.Incidents.All).Severity);
        Assert.Empty(_strikes);
    }

    private PolicyGuard.Gate.Gate Make(GateOptions? options = null) => new(
        new GateServices
        {
            Rules = _world.Rules,
            Agents = _world.Agents,
            Keys = _world.Keys,
            Approvals = _world.Approvals,
            Incidents = _world.Incidents,
            Ledger = new PolicyGuard.Ledger.Ledger(_world.Store, DurabilityMode.Auto),
            Clock = _world.Clock,
            OnStrike = incident =>
            {
                _strikes.Add(incident);
                return ValueTask.CompletedTask;
            },
            OnFault = _world.Faults.Add,
        },
        options ?? new GateOptions());
}
