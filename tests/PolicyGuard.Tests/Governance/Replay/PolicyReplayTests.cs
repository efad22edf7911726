using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Governance.Replay;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Gate;
using PolicyGuard.Tests.Rules;

namespace PolicyGuard.Tests.Governance.Replay;

public sealed class PolicyReplayTests
{
    private static readonly Vault Vault = new(new SealingKey(SealingKey.NewSecret()));

    private static RuleSet Rules(string rules, Effect fallback = Effect.Allow) => RandomPolicies.Load(fallback, $"policyguard: 1\nname: p\nrules:\n{rules}");

    private static async Task<List<Redecision>> ReplayAsync(GateFixture f, RuleSet rules, Vault? vault)
    {
        var all = new List<Redecision>();
        await foreach (var entry in f.Store.ReadAsync(new LedgerQuery { WithSealed = true, NewestFirst = false, Limit = int.MaxValue }))
        {
            if (PolicyReplay.Decide(entry, rules, vault) is { } again)
            {
                all.Add(again);
            }
        }

        return all;
    }

    // The promise on which all the rest stands: what is replayed is what was decided.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Under_the_very_same_policies_nothing_differs(ulong seed)
    {
        var dice = new Dice(seed);
        for (var round = 0; round < 30; round++)
        {
            var random = new RandomPolicies(dice);
            var rules = RandomPolicies.Load(dice.Of<Effect?>([null, Effect.Allow, Effect.Deny, Effect.RequireApproval]), random.Policy("p0", dice.Below(8)), random.Policy("p1", 1 + dice.Below(8)));
            var f = new GateFixture(rules: rules, vault: Vault, limit: dice.Below(3) == 0 ? new PolicyGuard.Limits.RateLimit(1, 30) : null);
            await HistoryAsync(f, dice, random);
            var again = await ReplayAsync(f, rules, Vault);
            Assert.Equal(f.Store.Records.Count(static r => r.Kind is EntryKind.Opened or EntryKind.Refused or EntryKind.Advised), again.Count);
            Assert.All(again, a =>
            {
                Assert.False(a.Differs, $"seed {seed}, round {round}: {a}");
                Assert.False(a.DiffersInRule, $"seed {seed}, round {round}: {a}");
                Assert.Null(a.Approximation);
                Assert.True(a.Fault is null || a.Recorded.Reason.StartsWith("fault.", StringComparison.Ordinal), $"{a.Fault} {a}");
            });
        }
    }

    // And under other policies it is what the gate would have said then.
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Under_other_policies_it_is_what_the_gate_says_with_them(ulong seed)
    {
        var dice = new Dice(seed);
        for (var round = 0; round < 20; round++)
        {
            var random = new RandomPolicies(dice);
            var (then, now) = (RandomPolicies.Load(Effect.Allow, random.Policy("p", 6)), RandomPolicies.Load(Effect.Deny, random.Policy("q", 6)));
            var f = new GateFixture(rules: then, vault: Vault);
            var calls = await HistoryAsync(f, dice, random);
            var other = new GateFixture(rules: now);
            foreach (var agent in await f.Agents.ListAsync())
            {
                await other.Agents.PutAsync(agent with { Version = 0 });
            }

            foreach (var again in await ReplayAsync(f, now, Vault))
            {
                if (again.Fault is null && calls.TryGetValue(again.Recorded.CallId, out var call) && !again.Recorded.Reason.StartsWith("agent.", StringComparison.Ordinal))
                {
                    Assert.Equal((await other.Gate.AdviseAsync(call, default)).Effect, again.Effect);
                }
            }
        }
    }

    [Fact]
    public async Task A_stricter_rule_shows_which_calls_it_would_have_stopped()
    {
        var f = new GateFixture(Effect.Allow, vault: Vault);
        await f.InvokeAsync(f.Call("read_file", """{"path":"/w/a"}"""));
        await f.InvokeAsync(f.Call("read_file", """{"path":"/etc/passwd"}"""));
        var again = await ReplayAsync(f, Rules("  - { id: etc, effect: deny, args: { path: \"/etc/*\" } }\n"), Vault);
        Assert.Equal([false, true], again.Select(static a => a.Differs));
        Assert.Equal(("default", Effect.Deny, "p/etc"), (again[1].Recorded.DecidedBy, again[1].Effect, again[1].DecidedBy));
    }

    [Fact]
    public async Task A_secret_in_the_arguments_is_compared_as_it_was_where_it_was_kept_and_as_masked_where_not()
    {
        var f = new GateFixture(Effect.Allow, vault: Vault);
        await f.InvokeAsync(f.Call("x", """{"key":"AKIAIOSFODNN7EXAMPLE"}"""));
        var rules = Rules("  - { id: aws, effect: deny, args: { key: { regex: \"^AKIA\" } } }\n");
        var exact = Assert.Single(await ReplayAsync(f, rules, Vault));
        Assert.True(exact.Differs);
        Assert.Null(exact.Approximation);
        var approximate = Assert.Single(await ReplayAsync(f, rules, null));
        Assert.False(approximate.Differs);
        Assert.Contains("redacted", approximate.Approximation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redacted_copy_in_which_nothing_is_masked_is_as_good_as_the_arguments()
    {
        var f = new GateFixture();
        await f.InvokeAsync(f.Call("x", """{"a":1}"""));
        Assert.Null(Assert.Single(await ReplayAsync(f, Rules("  - { id: a, effect: deny }\n"), null)).Approximation);
    }

    [Fact]
    public async Task What_the_agents_record_refused_stays_refused_whatever_the_policies_say()
    {
        var f = new GateFixture(Effect.Allow, vault: Vault, limit: new PolicyGuard.Limits.RateLimit(1, 3));
        var agent = await f.Agents.GetOrRegisterAsync("a1");
        agent = await f.Agents.PutAsync(agent with { DeniedTools = ["wipe"] });
        await f.InvokeAsync(f.Call("wipe"));
        await f.InvokeAsync(f.Call("x", definition: new ToolDefinition("h", null, null, null, Changed: true)));
        await f.InvokeAsync(f.Call("x"));
        await f.Agents.PutAsync(agent with { Status = AgentStatus.Suspended });
        await f.InvokeAsync(f.Call("x"));
        await f.InvokeAsync(f.Call("x", agent: "​"));
        var again = await ReplayAsync(f, Rules("  - { id: a, effect: allow }\n"), Vault);
        Assert.Equal([Reasons.AgentDeniedTool, Reasons.ToolChanged, "p/a", Reasons.AgentSuspended, Reasons.AgentInvalid], again.Select(static a => a.DecidedBy));
        Assert.All(again, static a => Assert.False(a.Differs));
    }

    [Fact]
    public async Task What_cannot_be_decided_is_counted_and_not_guessed()
    {
        var f = new GateFixture(Effect.Allow, vault: Vault, options: new GateOptions { MaxLoggedArguments = 10 });
        await f.InvokeAsync(f.Call("x", """{"a":"a long text"}"""));
        await f.InvokeAsync(f.Call("x", "{\"a\":oops"));
        var again = await ReplayAsync(f, Rules("  - { id: a, effect: deny }\n"), Vault);
        Assert.All(again, static a => Assert.NotNull(a.Fault));
        Assert.All(again, static a => Assert.False(a.Differs));
        Assert.Contains("not kept", again[0].Fault, StringComparison.Ordinal);
        Assert.Contains(Reasons.FaultScreen, again[1].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealed_arguments_of_another_call_are_noticed()
    {
        var f = new GateFixture(Effect.Allow, vault: Vault);
        await f.InvokeAsync(f.Call("x", """{"a":1}"""));
        await f.InvokeAsync(f.Call("x", """{"a":2}"""));
        var entries = new List<StoredEntry>();
        await foreach (var entry in f.Store.ReadAsync(new LedgerQuery { WithSealed = true, NewestFirst = false }))
        {
            entries.Add(entry);
        }

        var swapped = PolicyReplay.Decide(entries[0] with { Sealed = entries[2].Sealed }, Rules("  - { id: a, effect: deny }\n"), Vault);
        Assert.NotNull(swapped!.Fault);
        var id = f.Store.Records[0].CallId!;
        var forged = PolicyReplay.Decide(entries[0] with { Sealed = Vault.Seal(id, new KeptCall(null, "{\"a\":3}"u8.ToArray()).ToBytes()) }, Rules("  - { id: a, effect: deny }\n"), Vault);
        Assert.Contains("digest", forged!.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"opened"}""")]
    [InlineData("""{"kind":"opened","decision":{"effect":"allow"}}""")]
    [InlineData("""{"kind":"opened","decision":{"effect":"allow","rules":[1]},"context":[],"agent":7}""")]
    [InlineData("""{"kind":"opened","decision":{"effect":"allow","reason":"policy.rule"},"agent":{"trust":"low"},"target":"​x","arguments":7}""")]
    [InlineData("oops")]
    public void An_entry_that_somebody_else_wrote_is_never_thrown_at_anybody(string json)
    {
        var again = PolicyReplay.Decide(new StoredEntry(0, Encoding.UTF8.GetBytes(json), new byte[32]), RuleSet.WithoutPolicies(Effect.Deny), Vault);
        Assert.True(again is null || again.Fault is not null);
    }

    // Calls of several agents of all trusts, to tools and files, some with secrets, some that need a human, who answers by chance.
    private static async Task<Dictionary<string, ToolCall>> HistoryAsync(GateFixture f, Dice dice, RandomPolicies random)
    {
        var calls = new Dictionary<string, ToolCall>();
        foreach (var trust in Enum.GetValues<TrustLevel>())
        {
            var agent = await f.Agents.GetOrRegisterAsync($"agent-{trust}");
            await f.Agents.PutAsync(agent with { Trust = trust, DeniedTools = trust == TrustLevel.Medium ? ["wipe*"] : [] });
        }

        ToolCall? last = null;
        for (var i = 0; i < 25; i++)
        {
            var query = random.Query();
            var text = Encoding.UTF8.GetString(query.Arguments!.Utf8.Span);
            text = dice.Below(5) == 0 && text.EndsWith('}') && text.Length > 2 ? text[..^1] + ",\"k\":\"AKIAIOSFODNN7EXAMPLE\"}" : text;
            var kind = query.Target.IsOpaque ? CallKind.Resource : dice.Below(8) == 0 ? CallKind.Action : CallKind.Tool;
            var call = last is not null && dice.Below(3) == 0 ? last : new ToolCall
            {
                Id = Ids.Call(f.Clock.GetUtcNow()),
                Kind = kind,
                ActionType = kind == CallKind.Action ? query.ActionType : ActionTypes.Of(kind),
                Target = query.Target,
                Upstream = query.Upstream,
                Arguments = new Arguments(Encoding.UTF8.GetBytes(text)),
                Caller = Caller.Local,
                Agent = new AgentRef($"agent-{query.Trust}", true),
                Flow = new FlowKey(FlowKeySource.McpSession, "s"),
                Context = query.Context,
                Definition = new ToolDefinition("h", null, null, null),
                ReceivedAt = f.Clock.GetUtcNow(),
            };
            last = call;
            calls[call.Id] = call;
            if (dice.Below(4) == 0)
            {
                await f.Gate.AdviseAsync(call, default);
            }
            else
            {
                await f.InvokeAsync(call);
            }

            foreach (var approval in await f.Approvals.ListAsync(ApprovalStatus.Pending))
            {
                if (dice.Below(2) == 0)
                {
                    await f.Approvals.AnswerAsync(approval.Id, new ApprovalAnswer(dice.Below(3) > 0, "op", null, dice.Below(4) == 0 ? TimeSpan.FromMinutes(1) : null));
                }
            }
        }

        return calls;
    }
}
