using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>A POST of tools/call with nothing but a Content-Type, as the seeds' READMEs show it.</summary>
public sealed class PlainPostTests
{
    private const string Call = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_without_initialize_gets_one_json_answer_from_either_era(bool modern)
    {
        await using var stub = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (modern, !modern));
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(7, answer.GetProperty("id").GetInt32());
        Assert.Equal("done", answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("mcp/", 200)]
    [InlineData("mcp/up/", 200)]
    [InlineData("mcp//", 404)]
    [InlineData("sse", 404)]
    public async Task A_slash_too_many_leads_nowhere_and_nobody_says_where_to_go(string path, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(status == 200 ? "done" : "MCP is spoken at /mcp", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_that_shows_a_login_page_seems_to_answer_well()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            http.Response.ContentType = "text/html; charset=`<x>`";
            await http.Response.Body.WriteAsync("<html>Log in</html>"u8.ToArray());
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        var message = (await rig.CallAsync(Call)).GetProperty("error").GetProperty("message").GetString()!;

        Assert.Contains("200 and Content-Type `text/html", message, StringComparison.Ordinal);
        Assert.DoesNotContain("<x>", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_opened_and_closed_in_the_ledger()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        await rig.CallAsync(Call);

        Assert.Single(await rig.EntriesAsync(EntryKind.Opened));
        Assert.Single(await rig.EntriesAsync(EntryKind.Closed));
    }

    [Fact]
    public async Task A_refused_call_is_a_tool_result_that_says_why_and_the_upstream_never_sees_it()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.DenyAsync("local", "wipe");

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"wipe"}}""");

        var result = answer.GetProperty("result");
        Assert.True(result.GetProperty("isError").GetBoolean());
        Assert.Contains("wipe", result.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("agent.denied_tool", result.GetProperty("_meta").GetProperty("policyguard/reason").GetString());
        Assert.StartsWith("call_", result.GetProperty("_meta").GetProperty("policyguard/call_id").GetString(), StringComparison.Ordinal);
        Assert.Empty(stub.Of("tools/call"));
        Assert.Single(await rig.EntriesAsync(EntryKind.Refused));
    }
}
