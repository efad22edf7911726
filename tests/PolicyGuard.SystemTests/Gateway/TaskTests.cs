using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Calls that go on after they were answered: whose they are, and what is judged of them later.</summary>
public sealed class TaskTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    private static readonly RuleSet NoSecretsOut = PolicyLoader.Load(
        [new PolicySource("p.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: out, tools: [echo], labels: [secret], effect: deny, message: no }\n")], Effect.Allow).Rules!;

    [Theory]
    [InlineData("tasks/get")]
    [InlineData("tasks/result")]
    [InlineData("tasks/cancel")]
    [InlineData("tasks/update")]
    public async Task A_task_that_another_began_is_one_that_there_is_not(string method)
    {
        await using var stub = await StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await CallAsync(rig, agent: "alice");

        var mallory = await AskAsync(rig, method, agent: "mallory");
        var nobody = await AskAsync(rig, method, agent: "alice", task: "never");

        Assert.Equal("Task not found", mallory.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(mallory.GetProperty("error").GetRawText(), nobody.GetProperty("error").GetRawText());
        Assert.Equal(Reasons.TaskUnknown, mallory.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Empty(stub.Of(method));
        Assert.Equal(2, (await rig.EntriesAsync(EntryKind.Malformed)).Count);

        Assert.True((await AskAsync(rig, method, agent: "alice")).TryGetProperty("result", out _));
        Assert.Single(stub.Of(method));
    }

    [Fact]
    public async Task A_session_sees_no_task_of_another_session()
    {
        await using var stub = await StartAsync(legacy: true);
        await using var rig = await GatewayRig.StartAsync(stub);
        var (one, _) = await rig.InitializeAsync();
        var (two, _) = await rig.InitializeAsync();
        await InSessionAsync(rig, one, "tools/call", """{"name":"echo","arguments":{},"task":{"ttl":1000}}""");

        Assert.Equal(["t1"], Ids(await InSessionAsync(rig, one, "tasks/list", "{}")));
        Assert.Empty(Ids(await InSessionAsync(rig, two, "tasks/list", "{}")));
        Assert.True((await InSessionAsync(rig, one, "tasks/get", """{"taskId":"t1"}""")).TryGetProperty("result", out _));
        Assert.True((await InSessionAsync(rig, two, "tasks/get", """{"taskId":"t1"}""")).TryGetProperty("error", out _));
        Assert.True((await InSessionAsync(rig, two, "tasks/cancel", """{"taskId":"t1"}""")).TryGetProperty("error", out _));
        Assert.Empty(stub.Of("tasks/cancel"));
    }

    [Theory]
    [InlineData("tasks/get")]
    [InlineData("tasks/result")]
    [InlineData("tasks/list")]
    [InlineData("tasks/cancel")]
    [InlineData("tasks/update")]
    [InlineData("logging/setLevel")]
    [InlineData("subscriptions/listen")]
    public async Task A_suspended_agent_does_nothing_with_what_it_began(string method)
    {
        await using var stub = await StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await CallAsync(rig, agent: "alice");
        var alice = await rig.Store.Agents.GetOrRegisterAsync("alice");
        await rig.Store.Agents.PutAsync(alice with { Status = AgentStatus.Suspended });

        var answer = await AskAsync(rig, method, agent: "alice");

        Assert.Equal(Reasons.AgentSuspended, answer.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.DoesNotContain(stub.Of(method), seen => seen.Body.Contains("alice", StringComparison.Ordinal));
        Assert.Equal(Reasons.AgentSuspended, JsonDocument.Parse(Assert.Single(await rig.EntriesAsync(EntryKind.Refused)).Json).RootElement.GetProperty("decision").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Input_for_a_task_is_judged_as_input_for_its_tool()
    {
        await using var stub = await StartAsync();
        await using var rig = await GatewayRig.StartAsync([("up", stub.Url)], rules: NoSecretsOut);
        await CallAsync(rig, agent: "alice");

        var leak = await AskAsync(rig, "tasks/update", "alice", more: $$$""" ,"inputResponses":{"q":{"action":"accept","content":{"k":"{{{Key}}}"} } } """);
        var honest = await AskAsync(rig, "tasks/update", "alice", more: """ ,"inputResponses":{"q":{"action":"accept"} } """);

        Assert.Equal("out", leak.GetProperty("error").GetProperty("data").GetProperty("rule").GetString());
        Assert.True(honest.TryGetProperty("result", out _));
        Assert.Single(stub.Of("tasks/update"));
        var entry = JsonDocument.Parse((await rig.EntriesAsync(EntryKind.Opened))[^1].Json).RootElement;
        Assert.Equal(("tasks/update", "echo"), (entry.GetProperty("method").GetString(), entry.GetProperty("target").GetString()));
        Assert.Equal(JsonDocument.Parse((await rig.EntriesAsync(EntryKind.Opened))[0].Json).RootElement.GetProperty("call_id").GetString(), entry.GetProperty("continues").GetString());
        Assert.All(await rig.EntriesAsync(), e => Assert.DoesNotContain(Key, System.Text.Encoding.UTF8.GetString(e.Json.Span)));
    }

    [Fact]
    public async Task A_tool_that_was_forbidden_meanwhile_hands_over_nothing_more()
    {
        await using var stub = await StartAsync(finished: true);
        await using var rig = await GatewayRig.StartAsync(stub);
        await CallAsync(rig, agent: "alice");
        await rig.DenyAsync("alice", "echo");

        Assert.Equal(Reasons.AgentDeniedTool, (await AskAsync(rig, "tasks/get", "alice")).GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal(Reasons.AgentDeniedTool, (await AskAsync(rig, "tasks/result", "alice")).GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal(Reasons.AgentDeniedTool, (await AskAsync(rig, "tasks/update", "alice")).GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Empty(stub.Of("tasks/result"));
    }

    [Theory]
    [InlineData("tasks/get")]
    [InlineData("tasks/result")]
    public async Task The_result_of_a_task_is_inspected_like_that_of_a_call(string method)
    {
        await using var stub = await StartAsync(finished: true);
        await using var rig = await GatewayRig.StartAsync(stub);
        await CallAsync(rig, agent: "alice");

        Assert.True((await AskAsync(rig, method, "alice")).TryGetProperty("result", out _));

        var closed = JsonDocument.Parse((await rig.EntriesAsync(EntryKind.Closed))[^1].Json).RootElement;
        Assert.Equal(["secret"], closed.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
    }

    [Fact]
    public async Task Ending_a_task_and_taking_its_result_asks_no_human_again_but_new_input_does()
    {
        await using var stub = await StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        var calling = CallAsync(rig, agent: "alice");
        IReadOnlyList<Approval> asked;
        while ((asked = await rig.Store.Approvals.ListAsync(ApprovalStatus.Pending)).Count == 0)
        {
            await Task.Delay(20);
        }

        Assert.True(await rig.Store.Approvals.AnswerAsync(asked[0].Id, new ApprovalAnswer(true, "eve")));
        Assert.False((await calling).GetProperty("result").TryGetProperty("isError", out _));

        Assert.True((await AskAsync(rig, "tasks/result", "alice")).TryGetProperty("result", out _));
        Assert.True((await AskAsync(rig, "tasks/cancel", "alice")).TryGetProperty("result", out _));
        Assert.Equal(Reasons.ApprovalRequired, (await AskAsync(rig, "tasks/update", "alice")).GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Empty(stub.Of("tasks/update"));
    }

    [Fact]
    public async Task Nobody_listens_for_a_task_that_another_began()
    {
        await using var stub = await StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await CallAsync(rig, agent: "alice");

        foreach (var ids in new[] { "[\"t1\"]", "\"t1\"", "[7]" })
        {
            var answer = await AskAsync(rig, "subscriptions/listen", "mallory", more: $$$""" ,"notifications":{"taskIds":{{{ids}}} } """);
            Assert.Equal("Task not found", answer.GetProperty("error").GetProperty("message").GetString());
        }

        Assert.DoesNotContain(stub.Of("subscriptions/listen"), seen => seen.Body.Contains("taskIds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_the_joined_endpoint_a_task_leads_back_to_the_upstream_that_began_it()
    {
        await using var one = await StartAsync(task: "a");
        await using var two = await StartAsync(task: "b");
        await using var three = await StartAsync(task: "b");
        await using var rig = await GatewayRig.StartAsync([("one", one.Url), ("two", two.Url), ("three", three.Url)]);
        await rig.ReadyAsync();
        await CallAsync(rig, agent: "alice", tool: "one__echo");
        await CallAsync(rig, agent: "alice", tool: "two__echo");

        Assert.True((await AskAsync(rig, "tasks/get", "alice", "a")).TryGetProperty("result", out _));
        Assert.True((await AskAsync(rig, "tasks/cancel", "alice", "b")).TryGetProperty("result", out _));
        Assert.Equal("Task not found", (await AskAsync(rig, "tasks/get", "mallory", "a")).GetProperty("error").GetProperty("message").GetString());
        Assert.Equal((1, 0, 0, 1), (one.Of("tasks/get").Count(), two.Of("tasks/get").Count(), one.Of("tasks/cancel").Count(), two.Of("tasks/cancel").Count()));

        await CallAsync(rig, agent: "alice", tool: "three__echo");
        Assert.Contains("both gave a task this id", (await AskAsync(rig, "tasks/get", "alice", "b")).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (two.Of("tasks/get").Count(), three.Of("tasks/get").Count()));
    }

    private static Task<McpStub> StartAsync(bool legacy = false, bool finished = false, string task = "t1") => McpStub.StartAsync(s =>
    {
        (s.Modern, s.Legacy) = (!legacy, legacy);
        s.On = async (seen, http) =>
        {
            var state = $"\"taskId\":\"{task}\",\"status\":\"{(finished ? "completed" : "working")}\"";
            var result = seen.Method switch
            {
                "tools/call" => legacy ? $$$"""{"task":{ {{{state}}} } }""" : $$$"""{"resultType":"task",{{{state}}} }""",
                "tasks/get" => finished ? $$$"""{ {{{state}}},"result":{"content":[{"type":"text","text":"{{{Key}}}"}]} }""" : $$$"""{ {{{state}}} }""",
                "tasks/result" => $$$"""{"content":[{"type":"text","text":"{{{Key}}}"}]}""",
                "tasks/list" => """{"tasks":[{"taskId":"t0"},{"taskId":"t1"}]}""",
                "tasks/cancel" or "tasks/update" => "{}",
                _ => null,
            };
            if (result is not null)
            {
                await McpStub.ResultAsync(http, seen, result);
            }

            return result is not null;
        };
    });

    private static Task<JsonElement> CallAsync(GatewayRig rig, string agent, string tool = "echo") => rig.CallAsync(
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{},"_meta":{"policyguard/agent":"{{{agent}}}"} } }""");

    private static Task<JsonElement> AskAsync(GatewayRig rig, string method, string agent, string task = "t1", string more = "") => rig.CallAsync(
        $$$"""{"jsonrpc":"2.0","id":2,"method":"{{{method}}}","params":{"taskId":"{{{task}}}","_meta":{"policyguard/agent":"{{{agent}}}"}{{{more}}} } }""");

    private static Task<JsonElement> InSessionAsync(GatewayRig rig, string session, string method, string parameters) => rig.CallAsync(
        $$$"""{"jsonrpc":"2.0","id":3,"method":"{{{method}}}","params":{{{parameters}}} }""", "mcp",
        ("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-11-25"), ("Accept", "application/json, text/event-stream"));

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("result").GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("taskId").GetString());
}
