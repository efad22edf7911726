using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What two parsers could read as two calls is not read: a clear error, an entry in the log, nothing forwarded.</summary>
public sealed class MalformedTests
{
    public static TheoryData<string, string, string, int> Messages() => new()
    {
        { "a batch that carries a call past a rule", """[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}]""", Reasons.MessageBatch, -32600 },
        { "a name that comes twice", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"wipe"}}""", Reasons.MessageDuplicateKey, -32600 },
        { "a name that comes twice, once escaped", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","na\u006de":"wipe"}}""", Reasons.MessageDuplicateKey, -32600 },
        { "a name in another letter case", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","Name":"wipe"}}""", Reasons.MessageInvalid, -32600 },
        { "a name that is a number", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", Reasons.MessageInvalid, -32600 },
        { "text behind the message", """{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}""", Reasons.MessageNotJson, -32700 },
        { "a comment", """{"jsonrpc":"2.0",/**/"id":1,"method":"ping"}""", Reasons.MessageNotJson, -32700 },
        { "nothing", "", Reasons.MessageNotJson, -32700 },
        { "no method", """{"jsonrpc":"2.0","id":1}""", Reasons.MessageInvalid, -32600 },
        { "deep nesting", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":""" + new string('[', 100) + new string(']', 100) + "}}}", Reasons.MessageTooDeep, -32600 },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_message_that_is_not_read_is_answered_with_400_and_its_reason_and_goes_nowhere(string fear, string body, string reason, int code)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await rig.ReadyAsync();

        using var response = await rig.PostAsync(body);

        Assert.True((int)response.StatusCode == 400, fear);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal(reason, error.GetProperty("data").GetProperty("reason").GetString());

        // The gateway's own listing may come at any time; what must not come is this.
        Assert.DoesNotContain(stub.Requests, seen => seen.HttpMethod == "POST" && seen.Body == body);
        Assert.Single(await rig.EntriesAsync(EntryKind.Malformed));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_not_read()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        byte[] body = [.. """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ec"""u8, 0xC0, 0xAF, .. "\"}}"u8];
        using var response = await rig.PostAsync(body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(Reasons.MessageNotUtf8, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_cut_off_while_it_is_read_announced_or_not(bool announced)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Message = o.Message with { MaxBytes = 4096 } });
        var body = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":""" + "\"" + new string('x', 10_000) + "\"}}}");
        using var content = announced ? (HttpContent)new ByteArrayContent(body) : new StreamContent(new Unannounced(body));
        content.Headers.ContentType = new("application/json");

        using var response = await rig.Http.PostAsync(new Uri(rig.Url, "mcp"), content);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Contains(Reasons.MessageTooLarge, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(stub.Of("tools/call"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_a_web_page_may_send_without_asking_is_not_a_message(string type)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        using var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", Encoding.UTF8, type);

        using var response = await rig.Http.PostAsync(new Uri(rig.Url, "mcp"), content);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task A_compressed_body_is_refused_for_its_type()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        using var content = new ByteArrayContent([0x1f, 0x8b]);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await rig.Http.PostAsync(new Uri(rig.Url, "mcp"), content);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Contains("Content-Encoding", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_nobody_lets_pass_is_refused_and_written_down()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"acme/format_disk","params":{}}""");

        Assert.Equal(-32601, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Empty(stub.Of("acme/format_disk"));
        Assert.Single(await rig.EntriesAsync(EntryKind.Malformed));
    }

    [Fact]
    public async Task A_method_that_the_operator_lets_pass_is_a_call()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "acme/status")
            {
                return false;
            }

            await McpStub.ResultAsync(http, seen, """{"fine":1.0}""");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { PassMethods = ["acme/status"] });

        var answer = await rig.CallAsync("""{"jsonrpc":"2.0","id":1,"method":"acme/status"}""");

        Assert.Equal("1.0", answer.GetProperty("result").GetProperty("fine").GetRawText());
        Assert.Single(await rig.EntriesAsync(EntryKind.Opened));
    }

    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
