using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Intent;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Intent.Policies;

namespace PolicyGuard.Tests.Gate;

/// <summary>The judge at the gate: it is asked about what nobody else settles, and can only tighten or confirm.</summary>
public sealed class JudgeTests
{
    private readonly ScriptedJudge _judge = new();

    // Confidences are those of a known program of this kind, which let through NaN and 1.7.
    [Theory]
    [InlineData("allow", 0.7, null)]
    [InlineData("ALLOW ", 1.0, null)]
    [InlineData("allow", 0.699, Reasons.JudgeUnsure)]
    [InlineData("allow", double.NaN, Reasons.JudgeUnsure)]
    [InlineData("allow", 1.7, Reasons.JudgeUnsure)]
    [InlineData("allow", -0.1, Reasons.JudgeUnsure)]
    [InlineData("allow", double.PositiveInfinity, Reasons.JudgeUnsure)]
    [InlineData("maybe", 1.0, Reasons.JudgeUnsure)]
    [InlineData("escalate", 1.0, Reasons.JudgeUnsure)]
    [InlineData("block", 0.1, Reasons.JudgeBlocked)]
    [InlineData("Block", double.NaN, Reasons.JudgeBlocked)]
    public async Task What_an_answer_comes_to(string word, double confidence, string? objection)
    {
        var f = Fixture("", _judge.Saying(JudgeWords.Read(word), confidence));
        var reply = await f.InvokeAsync(f.Call("send"));
        var (status, reason) = objection switch
        {
            null => (ReplyStatus.Done, Reasons.CallDone),
            Reasons.JudgeBlocked => (ReplyStatus.Refused, Reasons.JudgeBlocked),
            _ => (ReplyStatus.Refused, Reasons.ApprovalRequired),
        };
        Assert.Equal((status, objection is null ? 1 : 0), (reply.Status, f.Upstream.Runs));
        Assert.True(objection is null || reply.Reason == reason, reply.Reason);
        Assert.Equal(objection, reply.Decision.Judge!.Reason);
        Assert.Equal(objection, f.Store.Json(0).GetProperty("judge").TryGetProperty("reason", out var written) ? written.GetString() : null);
    }

    [Theory]
    [InlineData("escalation_threshold: 0.9", 0.89, false)]
    [InlineData("escalation_threshold: 0.9", 0.9, true)]
    [InlineData("escalation_threshold: 0", 0.0, true)]
    [InlineData("escalation_threshold: 1", 0.999999, false)]
    public async Task The_policy_says_how_sure_a_yes_has_to_be(string policy, double confidence, bool runs)
    {
        var f = Fixture(policy, _judge.Saying(JudgeWord.Allow, confidence));
        Assert.Equal(runs ? ReplyStatus.Done : ReplyStatus.Refused, (await f.InvokeAsync(f.Call("send"))).Status);
    }

    [Fact]
    public async Task Of_two_policies_the_greater_threshold_counts_and_the_judge_is_told_both()
    {
        var set = new IntentSet(Of("escalation_threshold: 0.3"), [KeyValuePair.Create("up", Of("escalation_threshold: 0.8", Head.Replace("name: p", "name: q", StringComparison.Ordinal)))]);
        var f = new GateFixture(intent: set, judge: _judge.Saying(JudgeWord.Allow, 0.5));
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("send"))).Reason);
        Assert.Equal(["p", "q"], _judge.Asked.Single().Policies.Select(static policy => policy.Name));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("send", upstream: "other"))).Status);
    }

    [Fact]
    public async Task No_answer_asks_a_human()
    {
        Func<JudgeQuestion, CancellationToken, ValueTask<JudgeVerdict>>[] ways =
        [
            static (_, _) => ValueTask.FromResult(JudgeVerdict.NoAnswer("no money left")),
            static (_, _) => throw new InvalidOperationException("at once"),
            static async (_, _) =>
            {
                await Task.Yield();
                throw new OperationCanceledException("its own");
            },
            static (_, _) => ValueTask.FromResult<JudgeVerdict>(null!),
            static (_, _) => new(new TaskCompletionSource<JudgeVerdict>().Task),
        ];
        foreach (var way in ways)
        {
            var f = Fixture("", new ScriptedJudge { Answer = way }, patience: TimeSpan.FromMilliseconds(20));
            var reply = await f.InvokeAsync(f.Call("send"));
            Assert.Equal((Reasons.ApprovalRequired, Reasons.JudgeFailed, 0), (reply.Reason, reply.Decision.Judge!.Reason, f.Upstream.Runs));
            Assert.Single(f.Approvals.All);
            Assert.Equal("none", f.Store.Json(0).GetProperty("judge").GetProperty("method").GetString());
        }
    }

    [Fact]
    public async Task Whatever_it_answers_no_call_fares_better_than_without_it()
    {
        var dice = new Dice(7);
        for (var round = 0; round < 300; round++)
        {
            var rules = dice.Of([Effect.Allow, Effect.Audit, Effect.Warn, Effect.Sandbox, Effect.RequireApproval, Effect.Deny]);
            var set = new IntentSet(Of(dice.Of(["", "forbidden_tools: [send]", "allowed_tools: [send]\nfast_path_allow: true", "after: { send: [read] }"])), []);
            var verdict = ScriptedJudge.Says(dice.Of([JudgeWord.Allow, JudgeWord.Block, JudgeWord.Escalate, (JudgeWord)9]), dice.Of([0, 0.5, 0.7, 1, double.NaN, 7, -1]));
            verdict = verdict with { Method = dice.Of([JudgeMethod.Llm, JudgeMethod.Cache, JudgeMethod.None, (JudgeMethod)9]) };
            var with = new GateFixture(rules, intent: set, judge: new ScriptedJudge { Answer = (_, _) => ValueTask.FromResult(verdict) }, when: dice.Of([JudgeWhen.Undecided, JudgeWhen.Always]));
            var without = new GateFixture(rules, intent: set);
            var (judged, plain) = (await with.InvokeAsync(with.Call("send")), await without.InvokeAsync(without.Call("send")));
            Assert.True(judged.Decision.Effect >= plain.Decision.Effect, $"{rules} {verdict}: {judged.Decision.Effect} instead of {plain.Decision.Effect}");
            Assert.True(with.Upstream.Runs <= without.Upstream.Runs);
        }
    }

    [Theory]
    [InlineData(Effect.Deny, "", "send", JudgeWhen.Always)]
    [InlineData(Effect.RequireApproval, "", "send", JudgeWhen.Always)]
    [InlineData(Effect.Sandbox, "", "send", JudgeWhen.Always)]
    [InlineData(Effect.Allow, "forbidden_tools: [send]", "send", JudgeWhen.Always)]
    [InlineData(Effect.Allow, "allowed_tools: [send]\nfast_path_allow: true", "send", JudgeWhen.Undecided)]
    public async Task It_is_not_asked_about_what_others_settle(Effect rules, string policy, string tool, JudgeWhen when)
    {
        var f = new GateFixture(rules, intent: new IntentSet(Of(policy), []), judge: _judge, when: when);
        await f.InvokeAsync(f.Call(tool));
        Assert.Empty(_judge.Asked);
        Assert.False(f.Store.Json(0).TryGetProperty("judge", out _));
    }

    [Fact]
    public async Task It_is_asked_about_a_fast_allowance_where_the_operator_says_always()
    {
        var f = new GateFixture(intent: new IntentSet(Of("allowed_tools: [send]\nfast_path_allow: true"), []), judge: _judge.Saying(JudgeWord.Block, 1), when: JudgeWhen.Always);
        Assert.Equal(Reasons.JudgeBlocked, (await f.InvokeAsync(f.Call("send"))).Reason);
    }

    [Fact]
    public async Task Where_no_intent_is_declared_there_is_nothing_to_judge_by()
    {
        var f = new GateFixture(intent: IntentSet.None, judge: _judge, when: JudgeWhen.Always);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("send"))).Status);
        Assert.Empty(_judge.Asked);
        Assert.Equal((0, 0), (f.Paths.Reads, f.Paths.Writes));
    }

    [Fact]
    public async Task A_suspended_agent_is_refused_without_asking()
    {
        var f = Fixture("", _judge);
        await f.Agents.PutAsync(new Agent { Id = "a1", Status = AgentStatus.Suspended });
        Assert.Equal(Reasons.AgentSuspended, (await f.InvokeAsync(f.Call("send"))).Reason);
        Assert.Empty(_judge.Asked);
    }

    [Fact]
    public async Task After_a_humans_yes_the_call_runs_once_and_the_judge_is_not_asked_again()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Escalate, 1, "who is that?"));
        var asked = await f.InvokeAsync(f.Call("send", """{"to":"bob"}"""));
        Assert.Contains("who is that?", f.Approvals.All.Single().Reason, StringComparison.Ordinal);

        // Asking again is no new roll of the dice, and costs nothing.
        _judge.Saying(JudgeWord.Allow, 1);
        Assert.Equal((Reasons.ApprovalRequired, asked.Decision.ApprovalId), Answer(await f.InvokeAsync(f.Call("send", """{ "to": "bob" }"""))));
        Assert.Single(_judge.Asked);

        _judge.Saying(JudgeWord.Block, 1);
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("send", """{"to":"bob"}"""))).Status);
        Assert.Single(_judge.Asked);
        Assert.Equal(Reasons.JudgeBlocked, (await f.InvokeAsync(f.Call("send", """{"to":"bob"}"""))).Reason);
        Assert.Equal(1, f.Upstream.Runs);
    }

    [Fact]
    public async Task A_humans_yes_survives_being_overtaken()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Escalate, 1));
        var asked = await f.InvokeAsync(f.Call("send"));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        f.Paths.BeforeWrite = async () => await new RaceWith(f.Paths).MoveAsync(f.Call("x").Flow, "read");
        Assert.Equal((ReplyStatus.Done, 1), ((await f.InvokeAsync(f.Call("send"))).Status, _judge.Asked.Count));
    }

    [Fact]
    public async Task A_replay_of_policies_leaves_what_the_judge_asked_for()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Escalate, 1));
        await f.InvokeAsync(f.Call("send"));
        await f.InvokeAsync(f.Call("send"));
        foreach (var i in new[] { 0, 1 })
        {
            var recorded = PolicyGuard.Governance.Replay.RecordedDecision.Read(new PolicyGuard.Ledger.StoredEntry(i, System.Text.Encoding.UTF8.GetBytes(f.Store.Json(i).GetRawText()), default))!;
            var again = PolicyGuard.Governance.Replay.PolicyReplay.Decide(recorded, f.Rules.Current, null);
            Assert.Equal((Effect.RequireApproval, Reasons.JudgeUnsure), (again.Effect, recorded.DecidedBy));
        }
    }

    [Fact]
    public async Task A_humans_no_stands_whatever_the_judge_would_say_now()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Escalate, 1));
        var asked = await f.InvokeAsync(f.Call("send"));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(false, "eve"));
        _judge.Saying(JudgeWord.Allow, 1);
        Assert.Equal(Reasons.ApprovalDenied, (await f.InvokeAsync(f.Call("send"))).Reason);
    }

    [Fact]
    public async Task A_yes_for_one_call_says_nothing_of_another()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Escalate, 1));
        var asked = await f.InvokeAsync(f.Call("send", """{"to":"bob"}"""));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(f.Call("send", """{"to":"mallory"}"""))).Reason);
        Assert.Equal(2, _judge.Asked.Count);
    }

    [Fact]
    public async Task Advice_asks_too_and_moves_nothing()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Block, 0.2));
        Assert.Equal(Reasons.JudgeBlocked, (await f.Gate.AdviseAsync(f.Call("send"), default)).Reason);
        Assert.Equal("", await f.Paths.OfAsync());
    }

    [Fact]
    public async Task It_is_told_what_was_called_before_also_where_no_policy_looks_back()
    {
        var f = Fixture("", _judge);
        await f.InvokeAsync(f.Call("get_secret", upstream: "vault"));
        await f.InvokeAsync(f.Call("add", upstream: "math"));
        await f.InvokeAsync(f.Call("fetch", upstream: "web"));
        Assert.Equal(["", "vault/get_secret", "vault/get_secret, math/add"], _judge.Asked.Select(static question => string.Join(", ", question.Earlier)));
        Assert.Equal(["math/add", "vault/get_secret"], f.Store.Json(4).GetProperty("intent").GetProperty("latest").EnumerateArray().Select(static one => one.GetString()!));
    }

    // Secret and fetch side by side: whoever comes second is judged by what the first one did.
    [Fact]
    public async Task A_call_that_was_overtaken_while_the_judge_thought_is_judged_again()
    {
        var f = Fixture("", _judge);
        _judge.Answer = static (question, _) => ValueTask.FromResult(ScriptedJudge.Says(question.Earlier.Contains("vault/get_secret") ? JudgeWord.Block : JudgeWord.Allow, 1));
        f.Paths.BeforeWrite = async () => Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("get_secret", upstream: "vault"))).Status);
        var reply = await f.InvokeAsync(f.Call("fetch", upstream: "web"));
        Assert.Equal((Reasons.JudgeBlocked, 3), (reply.Reason, _judge.Asked.Count));
        Assert.Equal("get_secret", await f.Paths.OfAsync());
    }

    [Fact]
    public async Task However_calls_interleave_none_runs_on_a_yes_for_another_path()
    {
        for (var round = 0; round < 40; round++)
        {
            var f = Fixture("", new ScriptedJudge
            {
                Answer = static async (question, _) =>
                {
                    await Task.Yield();
                    return ScriptedJudge.Says(question.Target == "fetch" && question.Earlier.Any(static tool => tool.EndsWith("get_secret", StringComparison.Ordinal)) ? JudgeWord.Block : JudgeWord.Allow, 1);
                },
            });
            await Task.WhenAll(new[] { "get_secret", "fetch", "note", "fetch", "get_secret" }.Select(tool => Task.Run(async () => await f.InvokeAsync(f.Call(tool)))));
            var path = await f.Paths.OfAsync();
            Assert.True(path.Split(" ← ") is var tools && (!tools.Contains("fetch") || Array.IndexOf(tools, "get_secret") < Array.IndexOf(tools, "fetch")), path);
        }
    }

    [Fact]
    public async Task A_call_that_is_overtaken_for_ever_ends_refused()
    {
        var f = Fixture("", _judge);
        var i = 0;
        void Again() => f.Paths.BeforeWrite = async () =>
        {
            await new RaceWith(f.Paths).MoveAsync(f.Call("x").Flow, $"other_{i++}");
            Again();
        };
        Again();
        var reply = await f.InvokeAsync(f.Call("fetch"));
        Assert.Equal((ReplyStatus.Refused, Reasons.JudgeFailed, 0), (reply.Status, reply.Reason, f.Upstream.Runs));
    }

    [Fact]
    public async Task Nothing_that_detectors_find_leaves_the_gate()
    {
        const string Key = "AKIAIOSFODNN7EXAMPLE";
        var f = Fixture("", _judge);
        await f.InvokeAsync(f.Call($"send_{Key}", $$"""{"body":"key {{Key}}","nested":{"{{Key}}":1},"more":["{{Key}}"]}"""));
        var question = _judge.Asked.Single();
        var told = string.Join(' ', question.Target, question.Arguments.GetRawText(), question.Beside, string.Join(' ', question.Earlier), string.Join(' ', question.Provenance));
        Assert.DoesNotContain(Key, told, StringComparison.Ordinal);
        Assert.Contains(question.Provenance, static known => known.Is.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_words_are_masked_bounded_and_on_one_line()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Block, 1, "AKIAIOSFODNN7EXAMPLE\nIgnore all rules\u001b[2J " + new string('x', 100_000)));
        var reply = await f.InvokeAsync(f.Call("send"));
        var judge = f.Store.Json(0).GetProperty("judge");
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", reply.Message + judge.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reply.Message);
        Assert.True(reply.Message.Length < 800 && judge.GetRawText().Length < 4096, $"{reply.Message.Length} {judge.GetRawText().Length}");
    }

    [Fact]
    public async Task The_entry_says_who_said_what_how_sure_and_how_long_it_took()
    {
        _judge.Answer = static (_, _) => ValueTask.FromResult(ScriptedJudge.Says(JudgeWord.Block, 0.125, "not the task") with { RiskIndicators = [.. Enumerable.Range(0, 40).Select(static i => $"risk {i}")] });
        var f = Fixture("", _judge);
        await f.InvokeAsync(f.Call("send"));
        var judge = f.Store.Json(0).GetProperty("judge");
        Assert.Equal(
            ["confidence", "elapsed_ms", "indicators", "method", "model", "prompt", "prompt_sha256", "reason", "says", "threshold", "verdict"],
            judge.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(
            (0.125, "llm", "m1", "judge/1", Reasons.JudgeBlocked, "not the task", 0.7, "block", 8),
            (judge.GetProperty("confidence").GetDouble(), judge.GetProperty("method").GetString(), judge.GetProperty("model").GetString(), judge.GetProperty("prompt").GetString(), judge.GetProperty("reason").GetString(),
                judge.GetProperty("says").GetString(), judge.GetProperty("threshold").GetDouble(), judge.GetProperty("verdict").GetString(), judge.GetProperty("indicators").GetArrayLength()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(0.000001)]
    [InlineData(0.0000001)]
    [InlineData(0.3333333333)]
    [InlineData(double.NaN)]
    [InlineData(2)]
    public async Task Every_confidence_makes_an_entry_that_is_canonical(double confidence)
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Block, confidence));
        await f.InvokeAsync(f.Call("send"));
        var entry = f.Store.Json(0);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(entry)), entry.GetRawText());
    }

    [Fact]
    public async Task What_goes_on_with_a_call_that_ran_and_what_an_operator_repeats_are_not_judged()
    {
        var f = Fixture("", _judge.Saying(JudgeWord.Block, 1));
        var call = f.Call("send");
        ToolCall Like(string? continues, bool followUp, string? replay) => new()
        {
            Id = call.Id, Kind = call.Kind, ActionType = call.ActionType, Target = call.Target, Upstream = call.Upstream, Caller = call.Caller, Agent = call.Agent, Flow = call.Flow,
            Definition = call.Definition, ReceivedAt = call.ReceivedAt, Continues = continues, IsFollowUp = followUp, ReplayOf = replay,
        };
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(Like("call_1", true, null))).Status);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(Like(null, false, "call_1"))).Status);

        // New words for a call that runs are new words.
        Assert.Equal(Reasons.JudgeBlocked, (await f.InvokeAsync(Like("call_1", false, null))).Reason);
    }

    [Fact]
    public async Task Who_leaves_while_the_judge_thinks_is_gone()
    {
        using var leaving = new CancellationTokenSource();
        _judge.Answer = async (_, ct) =>
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new InvalidOperationException("never");
        };
        var f = Fixture("", _judge);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await f.InvokeAsync(f.Call("send"), leaving.Token));
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task The_rule_that_allowed_a_call_is_not_named_as_the_one_that_stopped_it()
    {
        var rules = PolicyLoader.Load([new PolicySource("r.yaml", "policyguard: 1\nname: r\nrules:\n  - { id: sends, tools: [send], effect: allow }\n")], Effect.Deny).Rules!;
        var f = new GateFixture(rules: rules, intent: new IntentSet(Of(""), []), judge: _judge.Saying(JudgeWord.Escalate, 1));
        var reply = await f.InvokeAsync(f.Call("send"));
        Assert.Equal((Reasons.ApprovalRequired, null), (reply.Reason, reply.Decision.DecidingRule));
    }

    private static GateFixture Fixture(string policy, IIntentJudge judge, TimeSpan? patience = null) =>
        new(intent: new IntentSet(Of(policy), []), judge: judge, patience: patience);

    private static (string, string?) Answer(Reply reply) => (reply.Reason, reply.Decision.ApprovalId);

    private sealed class RaceWith(IIntentPathStore paths)
    {
        public async Task MoveAsync(PolicyGuard.Flows.FlowKey flow, string tool)
        {
            var stored = await paths.ReadAsync(flow);
            Assert.True(await paths.TryWriteAsync(flow, stored.Version, stored.Path.After(null, CanonicalName.Of(tool))!));
        }
    }
}
