using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Intent;
using PolicyGuard.Flows;
using static PolicyGuard.Tests.Intent.Policies;

namespace PolicyGuard.Tests.Gate;

/// <summary>However calls of one flow interleave, what was let through is a path that the policy allows one after the other.</summary>
public sealed class IntentRaceTests
{
    private static readonly string[] Tools = ["get_secret", "add", "fetch", "note", "deploy", "approve"];

    private static readonly string[] Files =
    [
        "never_after: { fetch: [get_secret] }",
        "after: { deploy: [approve] }\nnever_after: { deploy: [deploy, note], approve: [get_secret] }",
        "allowed_transitions: { '^': [get_secret, fetch, note], get_secret: [add], add: [add, note], note: [note], fetch: [fetch, deploy], deploy: [] }",
        "unlisted: allow\nallowed_transitions: { get_secret: [add, note], fetch: [note] }\nnever_after: { approve: [approve] }",
    ];

    [Fact]
    public async Task No_interleaving_ends_in_a_path_that_the_policy_forbids()
    {
        var dice = new Dice(23);
        for (var round = 0; round < 300; round++)
        {
            var policy = Of(Files[round % Files.Length]);
            var f = new GateFixture(intent: new IntentSet(policy, []));
            var calls = Enumerable.Range(0, 12).Select(_ => f.Call(dice.Of(Tools), upstream: dice.Of(["one", "two"]))).ToList();
            var replies = await Task.WhenAll(calls.Select(call => Task.Run(async () => await f.InvokeAsync(call))));

            // The moves that were made, in the order of their numbers, are judged again one after the other.
            var made = replies.Select(static reply => reply.Decision).Where(static decision => decision.Intent?.Move is not null).OrderBy(static decision => decision.Intent!.Move!.Move).ToList();
            var path = IntentPath.Empty;
            foreach (var decision in made)
            {
                Assert.NotEqual(IntentStand.Refused, policy.Judge(decision.Call.Target, decision.Call.Upstream, path).Stand);
                path = path.After(decision.Call.Upstream, decision.Call.Target)!;
            }

            Assert.Equal(path.ToString(), await f.Paths.OfAsync());
            Assert.Equal(f.Upstream.Runs, replies.Count(static reply => reply.Status == ReplyStatus.Done));

            // A call that moved nothing repeated the tool that was the last when it was judged.
            Assert.All(
                replies.Where(static reply => reply.Status == ReplyStatus.Done && reply.Decision.Intent!.Move is null),
                static reply => Assert.True(reply.Decision.Intent!.Path.Last!.Is(reply.Decision.Call.Upstream, reply.Decision.Call.Target)));
        }
    }

    [Fact]
    public async Task Of_a_tool_that_may_run_once_one_call_runs_however_many_are_made_at_once()
    {
        var f = new GateFixture(intent: new IntentSet(Of("never_after: { pay: [pay] }"), []));
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () => await f.InvokeAsync(f.Call("pay", upstream: $"u{i % 3}")))));
        Assert.Equal(1, f.Upstream.Runs);
        Assert.Equal(39, replies.Count(static reply => reply.Reason == Reasons.IntentNeverAfter));
    }

    [Fact]
    public async Task Secret_and_fetch_at_once_never_both_run_in_an_order_that_leaks()
    {
        for (var round = 0; round < 100; round++)
        {
            var f = new GateFixture(intent: new IntentSet(Of("never_after: { fetch: [get_secret] }"), []));
            var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
            f.Upstream.Run = (permit, _) =>
            {
                order.Enqueue(permit.Call.Target.Full);
                return ValueTask.FromResult(new ToolResult("{}"u8.ToArray()));
            };
            var secret = Task.Run(async () => await f.InvokeAsync(f.Call("get_secret", upstream: "vault")));
            var fetch = Task.Run(async () => await f.InvokeAsync(f.Call("fetch", upstream: "web")));
            await Task.WhenAll(secret, fetch);
            var path = await f.Paths.OfAsync();
            Assert.True(path is "get_secret" or "get_secret ← fetch", path);
        }
    }
}
