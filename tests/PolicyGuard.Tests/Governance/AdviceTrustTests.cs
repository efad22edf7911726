using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Governance;

/// <summary>As whom an agent is judged about whom somebody only asks.</summary>
public sealed class AdviceTrustTests
{
    private readonly GovernanceFixture _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // An agent that asks in the name of a trusted one must not be told what that one may do, as if it were it.
    [Theory]
    [InlineData(Role.Agent, "me", "boss", "low")]
    [InlineData(Role.Agent, "boss", "boss", "admin")]
    [InlineData(Role.Admin, "me", "boss", "admin")]
    public async Task With_keys_only_the_agent_itself_and_administrators_ask_about_its_own_trust(Role role, string speaks, string about, string trust)
    {
        await _world.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.Admin }, Ct);
        Assert.True((await new KeyDesk(_world.Services).CreateAsync(GovernanceFixture.Operator, new KeyRequest("admin"), Ct)).Done);
        var outcome = await new AdviceDesk(_world.Services).AskAsync(
            GovernanceFixture.Key(role, speaks),
            new ActionRequest { ActionType = "tool_call", Target = "x", AgentId = about, Caller = Caller.Local, Flow = new FlowKey(FlowKeySource.McpSession, "s") },
            Ct);

        Assert.True(outcome.Done);
        var entry = System.Text.Encoding.UTF8.GetString(_world.Log.Records[^1].Json.Span);
        Assert.Contains($"\"trust\":\"{trust}\"", entry);
    }
}
