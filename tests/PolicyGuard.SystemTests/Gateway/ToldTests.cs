using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What is told without asking anything, in both directions.</summary>
public sealed class ToldTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    [Theory]
    [InlineData("notifications/progress", """{"progressToken":1,"progress":1,"message":"AKIAIOSFODNN7EXAMPLE"}""")]
    [InlineData("notifications/progress", """{"progressToken":1,"progress":1,"message":"AK\u0049AIOSFODNN7EXAMPLE"}""")]
    [InlineData("notifications/cancelled", """{"requestId":77,"reason":"AKIAIOSFODNN7EXAMPLE"}""")]
    [InlineData("notifications/initialized", """{"_meta":{"AKIAIOSFODNN7EXAMPLE":1}}""")]
    [InlineData("notifications/whatever", """{"x":1}""")]
    [InlineData("notifications/progress2", "{}")]
    public async Task What_no_rule_allows_does_not_leave_as_a_notification(string method, string parameters)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.Deny);
        var (id, _) = await rig.InitializeAsync();

        using var told = await TellAsync(rig, id, method, parameters);

        Assert.Equal(202, (int)told.StatusCode);

        // The gateway greets the upstream too, in its own time: what counts is that this message does not arrive.
        Assert.DoesNotContain(stub.Of(method), seen => seen.Body.Contains(parameters, StringComparison.Ordinal));
        Assert.Single(await rig.EntriesAsync(EntryKind.Refused));
        Assert.All(await rig.EntriesAsync(), e => Assert.DoesNotContain(Key, System.Text.Encoding.UTF8.GetString(e.Json.Span)));
    }

    [Theory]
    [InlineData("notifications/progress", """{"progressToken":1,"progress":1,"message":"half way"}""", true)]
    [InlineData("notifications/roots/list_changed", "{}", true)]
    [InlineData("notifications/cancelled", """{"requestId":77}""", false)]
    public async Task Usual_notifications_pass_unlogged_and_a_suspended_agent_can_only_end_things(string method, string parameters, bool isHeld)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.Deny);
        var (id, _) = await rig.InitializeAsync(client: "alice");
        using var first = await TellAsync(rig, id, method, parameters);
        Assert.Single(stub.Of(method));
        Assert.Empty(await rig.EntriesAsync(EntryKind.Refused));

        var alice = await rig.Store.Agents.GetOrRegisterAsync("alice");
        await rig.Store.Agents.PutAsync(alice with { Status = AgentStatus.Suspended });
        using var second = await TellAsync(rig, id, method, parameters);
        Assert.Equal(isHeld ? 1 : 2, stub.Of(method).Count());
        Assert.Equal(isHeld ? 1 : 0, (await rig.EntriesAsync(EntryKind.Refused)).Count);
    }

    [Fact]
    public async Task A_secret_that_an_upstream_logs_is_masked_and_written_down()
    {
        await using var stub = await McpStub.StartAsync(Saying($$$"""{"method":"notifications/message","params":{"level":"info","data":"{{{Key}}}"} }"""));
        await using var rig = await GatewayRig.StartAsync(stub);

        var stream = await StreamAsync(rig);
        Assert.DoesNotContain(Key, stream, StringComparison.Ordinal);
        Assert.Contains("[aws-", stream, StringComparison.Ordinal);

        var observed = Assert.Single(await rig.EntriesAsync(EntryKind.Observed));
        Assert.Equal("notifications/message", JsonDocument.Parse(observed.Json).RootElement.GetProperty("target").GetString());
        Assert.Contains("\"secret\"", System.Text.Encoding.UTF8.GetString(observed.Json.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, System.Text.Encoding.UTF8.GetString(observed.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usual_progress_writes_nothing()
    {
        await using var stub = await McpStub.StartAsync(Saying("""{"method":"notifications/progress","params":{"progressToken":1,"progress":5,"message":"five"} }"""));
        await using var rig = await GatewayRig.StartAsync(stub);
        Assert.Contains("five", await StreamAsync(rig), StringComparison.Ordinal);
        Assert.Empty(await rig.EntriesAsync(EntryKind.Observed));
    }

    [Theory]
    [InlineData("""{"method":"notifications/tasks","params":{"taskId":"t","status":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"your password?"} } } } }""")]
    [InlineData("""{"method":"notifications/tasks","params":{"taskId":"t","input\u0052equests":{"q":{"method":"elicitation/create","params":{"message":"your password?"} } } } }""")]
    [InlineData("""{"method":"notifications/tasks/status","params":{"task":{"inputRequests":{"q":{"method":"elicitation/create","params":{"message":"your password?"} } } } } }""")]
    [InlineData("""{"id":"q1","method":"roots/list","params":{"inputRequests":{"q":{"method":"elicitation/create","params":{"message":"your password?"} } } } }""")]
    public async Task A_message_does_not_ask_the_user_what_a_call_may_not_ask(string text)
    {
        await using var stub = await McpStub.StartAsync(Saying(text));
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.DenyAsync("tester", "up");
        await rig.DenyAsync("local", "up");

        Assert.DoesNotContain("password", await StreamAsync(rig), StringComparison.Ordinal);
        Assert.Single(await rig.EntriesAsync(EntryKind.Refused));
    }

    private static Action<McpStub> Saying(string message) => s => s.On = async (seen, http) =>
    {
        if (seen.Method != "tools/call")
        {
            return false;
        }

        await McpStub.EventAsync(http, $"data: {{\"jsonrpc\":\"2.0\",{message.Trim()[1..]}\n\n");
        await McpStub.EventAsync(http, $"data: {{\"jsonrpc\":\"2.0\",\"id\":{seen.Id},\"result\":{{\"content\":[]}}}}\n\n");
        return true;
    };

    private static Task<HttpResponseMessage> TellAsync(GatewayRig rig, string session, string method, string parameters) => rig.PostAsync(
        $$$"""{"jsonrpc":"2.0","method":"{{{method}}}","params":{{{parameters}}} }""", "mcp", ("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-11-25"));

    private static async Task<string> StreamAsync(GatewayRig rig)
    {
        var (id, _) = await rig.InitializeAsync();
        using var response = await rig.PostAsync(
            """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"progressToken":1} } }""", "mcp",
            ("Mcp-Session-Id", id), ("MCP-Protocol-Version", "2025-11-25"), ("Accept", "application/json, text/event-stream"));
        return await response.Content.ReadAsStringAsync();
    }
}
