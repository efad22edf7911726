using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Tests.Gate;

namespace PolicyGuard.Tests.Taint.Flow;

/// <summary>Runs <c>spec/flow</c> through the gate.</summary>
public sealed class FlowCasesTests
{
    public static TheoryData<string> Names => [.. FlowCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_gate_says_what_the_case_says(string name)
    {
        var c = FlowCase.All[name];
        var fixture = new GateFixture(taint: c.Options);
        if (c.Request is { } request)
        {
            fixture.Flows.Say(new FlowKey(FlowKeySource.McpSession, "s1"), request);
        }

        foreach (var step in c.Calls)
        {
            var output = step.Scalar("output") ?? "ok";
            fixture.Upstream.Run = (_, _) => ValueTask.FromResult(Result(output));
            var reply = await fixture.InvokeAsync(fixture.Call(step.Scalar("tool")!, step.Scalar("args")!, upstream: step.Scalar("upstream") ?? "up"));
            var wanted = step.Scalar("effect") ?? "allow";
            var shown = $"{step.Scalar("tool")} {step.Scalar("args")}: {reply.Decision.Effect.Name()}, {reply.Message}";
            Assert.True(wanted == reply.Decision.Effect.Name(), shown);
            Assert.Equal(wanted is "allow" or "warn" ? ReplyStatus.Done : ReplyStatus.Refused, reply.Status);
            if (step.Scalar("reason") is { } reason)
            {
                Assert.True(reason == reply.Decision.Flow.Reason, shown);
            }

            if (step.Scalar("say") is { } part)
            {
                Assert.Contains(part, reply.Message, StringComparison.Ordinal);
            }

            if (step.Scalar("not_say") is { } secret)
            {
                Assert.DoesNotContain(secret, reply.Message, StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Empty(fixture.Faults);
    }

    private static ToolResult Result(string text) =>
        new(Encoding.UTF8.GetBytes($$"""{"content":[{"type":"text","text":"{{JsonEncodedText.Encode(text)}}"}]}"""));
}
