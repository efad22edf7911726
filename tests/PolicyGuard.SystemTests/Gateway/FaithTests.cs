using System.Text;
using System.Text.Json;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Messages pass as they came: what we do not know is not ours to drop.</summary>
public sealed class FaithTests
{
    // Unknown members at every level, odd numbers, odd spacing, an escaped name, vendor content.
    private const string Odd = """{ "x-envelope" : [1.0, 1e2, 123456789012345678901234567890], "jsonrpc":"2.0" ,"id":"\u00e9-1","method":"tools/call","params":{"x":null,"na\u006de":"echo","_meta":{"vendor/key":0.10,"progressToken":1.50},"arguments":{"n":1.10,"é":"\ud83d\ude00"}}}""";
    private const string OddResult = """{ "content":[{"type":"x-vendor/thing","blob":1.0e0}], "x-more":{"deep":[{}]}, "structuredContent":{"n":9007199254740993} }""";

    [Fact]
    public async Task In_a_session_every_byte_of_a_call_and_of_its_answer_arrives()
    {
        string? answered = null;
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            answered = $$$"""{"result":{{{OddResult}}},"x-own":1.0,"id":{{{seen.Id}}}, "jsonrpc":"2.0"}""";
            await McpStub.JsonAsync(http, answered);
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using var response = await rig.PostAsync(Odd, "mcp", ("Mcp-Session-Id", id));

        Assert.Equal(Odd, stub.Of("tools/call").Single().Body);
        Assert.Equal(answered, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_modern_request_passes_byte_for_byte_with_the_headers_that_mirror_it()
    {
        await using var stub = await McpStub.StartAsync(s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub);
        var body = """{"jsonrpc":"2.0","id":1.0,"method":"tools/call","params":{"name":"echo","x":1.0,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"traceparent":"00-x"}}}""";

        using var response = await rig.PostAsync(body, "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo"), ("Mcp-Param-Region", "=?base64?w6k=?="), ("traceparent", "00-y"));

        Assert.Equal(200, (int)response.StatusCode);
        var seen = stub.Of("tools/call").Single();
        Assert.Equal(body, seen.Body);
        Assert.Equal("=?base64?w6k=?=", seen.Headers["Mcp-Param-Region"]);
        Assert.Equal("00-y", seen.Headers["traceparent"]);
    }

    [Fact]
    public async Task Where_a_session_is_shared_only_the_id_and_the_progress_token_are_other_and_the_client_gets_its_own_back()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Odd);

        var seen = stub.Of("tools/call").Single();
        var token = seen.Json.GetProperty("params").GetProperty("_meta").GetProperty("progressToken").GetRawText();
        Assert.Equal(Odd.Replace("""\u00e9-1""", "", StringComparison.Ordinal).Replace("\"\"", seen.Id, StringComparison.Ordinal).Replace("1.50", token, StringComparison.Ordinal), seen.Body);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Contains("""
            "id":"\u00e9-1"
            """.Trim(), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_plain_clients_with_one_id_get_each_their_own_answer()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            var text = seen.Json.GetProperty("params").GetProperty("arguments").GetProperty("text").GetRawText();
            await Task.Delay(20);
            await McpStub.ResultAsync(http, seen, "{\"content\":[{\"type\":\"text\",\"text\":" + text + "}]}");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
            (i, await rig.CallAsync("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"t" + i + "\"}}}"))));

        Assert.All(answers, a => Assert.Equal($"t{a.i}", a.Item2.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Equal(40, stub.Of("tools/call").Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_clients_credentials_and_cookies_stay_here_and_the_operators_go_on()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with
        {
            Upstreams = [o.Upstreams[0] with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer ours", ["Mcp-Param-Tenant"] = "t1" } }],
        });

        await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", "mcp",
            ("Authorization", "Bearer theirs"), ("Cookie", "session=theirs"), ("X-Api-Key", "theirs"), ("Mcp-Param-Tenant", "t2"), ("Proxy-Authorization", "theirs"));

        var headers = stub.Of("tools/call").Single().Headers;
        Assert.Equal("Bearer ours", headers["Authorization"]);
        Assert.Equal("t1", headers["Mcp-Param-Tenant"]);
        Assert.DoesNotContain("theirs", string.Join('\n', headers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await McpStub.StartAsync();
        await using var stub = await McpStub.StartAsync(s => s.On = (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return Task.FromResult(false);
            }

            http.Response.StatusCode = 307;
            http.Response.Headers.Location = elsewhere.Url.ToString();
            return Task.FromResult(true);
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""");

        Assert.Equal("upstream.failed", answer.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task An_answer_with_a_member_twice_is_withheld_as_garbage()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            await McpStub.JsonAsync(http, "{\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"result\":{\"content\":[],\"content\":[{}]}}");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""");

        Assert.Equal("upstream.garbage", answer.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_upstreams_error_passes_as_it_is()
    {
        const string Error = """{"code":-32042.0e0,"message":"é \u0000","data":{"deep":[1.0]}}""";
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "prompts/get")
            {
                return false;
            }

            await McpStub.JsonAsync(http, "{\"jsonrpc\":\"2.0\",\"id\":" + seen.Id + ",\"error\":" + Error + "}");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using var response = await rig.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"p"}}""", "mcp", ("Mcp-Session-Id", id));

        Assert.Contains(Error, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
