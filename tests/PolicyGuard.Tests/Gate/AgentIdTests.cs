using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Gate;

/// <summary>Ids under which an agent would be taken for another.</summary>
public sealed class AgentIdTests
{
    [Theory]
    [InlineData("build-bot")]
    [InlineData("Build Bot 2 (staging) <a@b.example>")]
    [InlineData("агент")]
    [InlineData("エージェント-7")]
    [InlineData("Агент-7")]
    [InlineData("données")]
    [InlineData("🙂")]
    public void An_honest_id_is_valid(string id) => Assert.True(AgentIds.IsValid(id));

    [Theory]
    [InlineData("lоcal")]
    [InlineData("local-агент")]
    [InlineData("bοt")]
    [InlineData("αб")]
    [InlineData("a\u200bb")]
    [InlineData("a\u202eb")]
    [InlineData(" a")]
    [InlineData("a\n")]
    [InlineData("\u0308")]
    [InlineData("ꓓꓳ")]
    public async Task An_id_of_several_scripts_or_with_what_nobody_sees_is_refused(string id)
    {
        Assert.False(AgentIds.IsValid(id));
        var f = new GateFixture();
        var reply = await f.InvokeAsync(f.Call("echo", agent: id));
        Assert.Equal((ReplyStatus.Refused, Reasons.AgentInvalid), (reply.Status, reply.Reason));
        Assert.Empty(await f.Agents.ListAsync());
    }

    [Fact]
    public async Task An_id_that_finds_no_room_is_refused_and_opens_no_incident_of_its_own()
    {
        var f = new GateFixture();
        f.Agents.Fault = new RegistryException("full") { IsFull = true };

        var reply = await f.InvokeAsync(f.Call("echo", agent: "made-up"));

        Assert.Equal((ReplyStatus.Refused, Reasons.AgentTooMany), (reply.Status, reply.Reason));
        Assert.Equal(Reasons.AgentTooMany, (await f.Gate.FilterAsync(f.Call("echo", agent: "made-up", kind: CallKind.List), [], default)).Refusal!.Reason);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Null(Assert.Single(f.Incidents.All).Agent);
    }

    [Fact]
    public async Task Many_look_alikes_are_one_incident_about_nobody_rather_than_a_flood()
    {
        var f = new GateFixture();
        await f.Agents.GetOrRegisterAsync("bot");
        foreach (var id in new[] { "Bot", "bOt", "BOT" })
        {
            await f.InvokeAsync(f.Call("echo", agent: id));
        }

        Assert.Equal(3, f.Incidents.All.Count);
        Assert.Single(f.Incidents.All.Select(static incident => (incident.Agent, incident.Rule, incident.Target)).Distinct());
    }

    [Theory]
    [InlineData("Bot")]
    [InlineData("BOT")]
    [InlineData("ｂｏｔ")]
    [InlineData("bôt")]
    [InlineData("ᴮot")]
    public async Task A_suspended_agent_does_not_come_back_as_its_look_alike(string id)
    {
        var f = new GateFixture();
        await f.Agents.PutAsync(await f.Agents.GetOrRegisterAsync("bot") with { Status = AgentStatus.Suspended });

        var reply = await f.InvokeAsync(f.Call("echo", agent: id));

        Assert.Equal((ReplyStatus.Refused, Reasons.AgentLookalike), (reply.Status, reply.Reason));
        Assert.Contains("`bot`", reply.Message, StringComparison.Ordinal);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Single(await f.Agents.ListAsync());
        Assert.Equal(Reasons.AgentLookalike, f.Store.Json(0).GetProperty("decision").GetProperty("reason").GetString());
        Assert.Equal(Reasons.AgentLookalike, (await f.Gate.StandingAsync(f.Call("echo", agent: id), default))!.Reason);
        Assert.Equal(Reasons.AgentLookalike, (await f.Gate.FilterAsync(f.Call("echo", agent: id, kind: CallKind.List), [], default)).Refusal!.Reason);
    }
}
