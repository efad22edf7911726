using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Governance;

/// <summary>Who may change the registry, the policies and the log.</summary>
public sealed class AuthorityTests
{
    private readonly MemoryAgents _agents = new();

    [Fact]
    public async Task A_suspended_agent_may_do_nothing_whatever_its_rights()
    {
        await _agents.PutAsync(new Agent { Id = "bad", Status = AgentStatus.Suspended });
        var actor = Actor.Authenticated(new Caller("key:1", CallerProof.ApiKey), Role.Admin, new AgentRef("bad", Proven: true));

        foreach (var right in Enum.GetValues<Rights>())
        {
            Assert.Equal(Reasons.AgentSuspended, (await ObjectAsync(actor, right))?.Reason);
        }
    }

    [Theory]
    [InlineData(Rights.Ask, null)]
    [InlineData(Rights.Report, null)]
    [InlineData(Rights.Read, null)]
    [InlineData(Rights.Tighten, null)]
    [InlineData(Rights.Loosen, Reasons.AuthorityLoosens)]
    [InlineData(Rights.Tighten | Rights.Loosen, Reasons.AuthorityLoosens)]
    [InlineData(Rights.Approve, Reasons.AuthorityMissing)]
    [InlineData(Rights.Keys, Reasons.AuthorityMissing)]
    [InlineData(Rights.All, Reasons.AuthorityLoosens)]
    public async Task The_local_users_client_creates_and_tightens_and_loosens_nothing(Rights needed, string? reason) =>
        Assert.Equal(reason, (await ObjectAsync(Actor.LocalClient(Caller.Local, new AgentRef("a", false)), needed))?.Reason);

    [Theory]
    [InlineData(Rights.Ask, null)]
    [InlineData(Rights.Report, null)]
    [InlineData(Rights.Read, Reasons.AuthorityMissing)]
    [InlineData(Rights.Tighten, Reasons.AuthorityMissing)]
    [InlineData(Rights.Loosen, Reasons.AuthorityMissing)]
    public async Task Who_proved_nothing_only_asks_and_reports(Rights needed, string? reason) =>
        Assert.Equal(reason, (await ObjectAsync(Actor.LocalClient(Caller.Anonymous, new AgentRef("a", false)), needed))?.Reason);

    [Fact]
    public async Task With_keys_configured_a_caller_without_a_role_may_not_even_ask() =>
        Assert.Equal(Reasons.AuthorityMissing, (await ObjectAsync(Actor.Authenticated(Caller.Local, null, new AgentRef("a", false)), Rights.Ask))?.Reason);

    [Theory]
    [InlineData(Role.Agent, Rights.Ask | Rights.Report)]
    [InlineData(Role.Auditor, Rights.Read)]
    [InlineData(Role.Approver, Rights.Read | Rights.Approve)]
    [InlineData(Role.Admin, Rights.All)]
    public async Task A_role_gives_its_rights_and_no_other(Role role, Rights rights)
    {
        var actor = Actor.Authenticated(new Caller("key:1", CallerProof.ApiKey), role, new AgentRef("a", true));

        foreach (var right in Enum.GetValues<Rights>().Where(static right => right is not (Rights.None or Rights.All)))
        {
            Assert.Equal(rights.HasFlag(right), await ObjectAsync(actor, right) is null);
        }
    }

    private ValueTask<PolicyGuard.Gate.Refusal?> ObjectAsync(Actor actor, Rights needed) =>
        Authority.ObjectAsync(actor, needed, "test", _agents, TestContext.Current.CancellationToken);
}
