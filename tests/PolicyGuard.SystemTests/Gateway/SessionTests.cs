using System.Text.Json;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Sessions of the legacy era: whose they are and how they end.</summary>
public sealed class SessionTests
{
    private const string Call = """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo"}}""";

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("stub-1")]
    [InlineData("")]
    public async Task An_id_that_was_never_given_is_404_and_begins_nothing(string id)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("session.unknown", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(stub.Of("tools/call"));
    }

    [Theory]
    [InlineData("1999-01-01")]
    [InlineData("2025-11-26")]
    [InlineData("latest")]
    [InlineData("2025-11-25", "2025-06-18")]
    public async Task A_request_in_a_version_that_nobody_speaks_is_not_guessed_at(params string[] versions)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();
        using var response = await rig.PostAsync(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", "mcp",
            [("Mcp-Session-Id", id), .. versions.Select(static version => ("MCP-Protocol-Version", version))]);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("2025-11-25", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task The_upstreams_own_session_id_is_not_shown_and_ours_cannot_be_guessed()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        var (first, _) = await rig.InitializeAsync();
        var (second, _) = await rig.InitializeAsync();

        Assert.DoesNotContain("stub", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.True(first.Length >= 43);
    }

    [Fact]
    public async Task A_session_of_one_endpoint_is_not_one_of_another()
    {
        await using var first = await McpStub.StartAsync();
        await using var second = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("a", first.Url), ("b", second.Url)]);
        var (id, _) = await rig.InitializeAsync("mcp/a");

        using var response = await rig.PostAsync(Call, "mcp/b", ("Mcp-Session-Id", id));

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_deleted_session_ends_here_and_upstream()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using var delete = new HttpRequestMessage(HttpMethod.Delete, new Uri(rig.Url, "mcp"));
        delete.Headers.Add("Mcp-Session-Id", id);
        using var deleted = await rig.Http.SendAsync(delete);
        Assert.Equal(200, (int)deleted.StatusCode);

        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id));
        Assert.Equal(404, (int)response.StatusCode);
        await StreamTests.Eventually(() => Task.FromResult(stub.Requests.Any(r => r.HttpMethod == "DELETE")));
    }

    [Fact]
    public async Task Beyond_the_most_sessions_the_longest_idle_one_goes()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { MaxSessions = 3 });
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await rig.InitializeAsync()).Id);
        }

        var statuses = new List<int>();
        foreach (var id in ids)
        {
            using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([404, 200, 200, 200], statuses);
    }

    [Fact]
    public async Task A_session_that_the_upstream_forgot_is_forgotten_here_so_that_the_client_begins_anew()
    {
        var forgotten = false;
        await using var stub = await McpStub.StartAsync(s => s.On = (seen, http) =>
        {
            if (!forgotten || seen.Method != "tools/call")
            {
                return Task.FromResult(false);
            }

            http.Response.StatusCode = 404;
            return Task.FromResult(true);
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();
        forgotten = true;

        using var first = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id));
        Assert.Equal(404, (int)first.StatusCode);
        forgotten = false;
        using var second = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id));
        Assert.Equal(404, (int)second.StatusCode);
    }

    [Fact]
    public async Task Plain_clients_do_not_notice_that_the_upstream_forgot_the_session_that_they_share()
    {
        var once = 1;
        await using var stub = await McpStub.StartAsync(s => s.On = (seen, http) =>
        {
            if (seen.Method != "tools/call" || Interlocked.Exchange(ref once, 0) == 0)
            {
                return Task.FromResult(false);
            }

            http.Response.StatusCode = 404;
            return Task.FromResult(true);
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        Assert.True((await rig.CallAsync(Call)).TryGetProperty("result", out _));
        Assert.Equal(2, stub.Of("initialize").Count());
    }

    [Fact]
    public async Task A_refused_greeting_leaves_no_session_behind()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "initialize" || !seen.Body.Contains("tester", StringComparison.Ordinal))
            {
                return false;
            }

            await McpStub.ErrorAsync(http, seen, -32602, "Unsupported protocol version");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.PostAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"1999-01-01","capabilities":{},"clientInfo":{"name":"tester","version":"1"}}}""");

        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
        Assert.Contains("Unsupported protocol version", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("PUT", 405)]
    public async Task Without_a_session_there_is_nothing_but_post(string method, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        using var response = await rig.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(rig.Url, "mcp")));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(-32000, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task What_the_upstream_says_unasked_comes_on_the_listening_stream_with_its_event_ids()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.HttpMethod != "GET" || !seen.Headers.ContainsKey("Mcp-Session-Id"))
            {
                return false;
            }

            await McpStub.EventAsync(http, "id: e1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"file:///x\"}}\n\n");
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();

        using var response = await rig.ListenAsync(id);
        await using var events = new EventFeed(response);

        Assert.Equal("file:///x", (await events.NextAsync()).GetProperty("params").GetProperty("uri").GetString());
        Assert.Equal("e1", events.LastId);
    }

    [Fact]
    public async Task More_listening_streams_than_allowed_are_refused_aloud()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.HttpMethod != "GET")
            {
                return false;
            }

            await McpStub.EventAsync(http, ": open\n\n");
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { MaxStreams = 1 });
        var (id, _) = await rig.InitializeAsync();

        using var first = await rig.ListenAsync(id);
        using var second = await rig.ListenAsync(id);

        Assert.Equal(200, (int)first.StatusCode);
        Assert.Equal(503, (int)second.StatusCode);
        Assert.Contains("limit.streams", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_that_answer_a_post_count_too_and_beyond_the_bound_the_answer_comes_alone()
    {
        var go = new TaskCompletionSource();
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            await McpStub.EventAsync(http, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"early\"}}\n\n");
            if (seen.Body.Contains("waits", StringComparison.Ordinal))
            {
                await go.Task;
            }

            await McpStub.EventAsync(http, $"data: {{\"jsonrpc\":\"2.0\",\"id\":{seen.Id},\"result\":{{\"content\":[]}}}}\n\n");
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { MaxStreams = 1 });
        var (id, _) = await rig.InitializeAsync();
        Task<HttpResponseMessage> CallAsync(string a) => rig.PostAsync(
            $$$"""{"jsonrpc":"2.0","id":"{{{a}}}","method":"tools/call","params":{"name":"echo","arguments":{"a":"{{{a}}}"} } }""", "mcp",
            ("Mcp-Session-Id", id), ("MCP-Protocol-Version", "2025-11-25"), ("Accept", "application/json, text/event-stream"));

        using var first = await CallAsync("waits");
        using var second = await CallAsync("b");
        using var listening = await rig.ListenAsync(id);
        using var subscribed = await rig.PostAsync("""{"jsonrpc":"2.0","id":9,"method":"subscriptions/listen","params":{}}""");

        Assert.Equal("text/event-stream", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal((200, "application/json"), ((int)second.StatusCode, second.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain("early", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((503, 503), ((int)listening.StatusCode, (int)subscribed.StatusCode));

        go.SetResult();
        Assert.Contains("early", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await StreamTests.Eventually(async () =>
        {
            using var third = await CallAsync("c");
            return third.Content.Headers.ContentType!.MediaType == "text/event-stream";
        });
    }

    [Theory]
    [InlineData(429, "7", true, true)]
    [InlineData(503, "Wed, 21 Oct 2026 07:28:00 GMT", true, false)]
    [InlineData(429, "soon\u00e9", false, true)]
    [InlineData(429, "-1", false, false)]
    public async Task When_to_come_back_is_passed_on_and_nothing_else_of_the_upstreams_headers(int status, string retryAfter, bool passes, bool json)
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            http.Response.Headers["Retry-After"] = retryAfter.Replace("\u00e9", "", StringComparison.Ordinal);
            http.Response.Headers["Set-Cookie"] = "a=b";
            http.Response.Headers["WWW-Authenticate"] = "Bearer";
            http.Response.Headers["Access-Control-Allow-Origin"] = "*";
            if (json)
            {
                await McpStub.ErrorAsync(http, seen, -32000, "later", status);
            }
            else
            {
                http.Response.StatusCode = status;
            }

            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);

        using var answer = await rig.PostAsync(Call);

        Assert.Equal(passes ? [retryAfter] : [], answer.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.ToArray() : []);
        Assert.All(new[] { "Set-Cookie", "WWW-Authenticate", "Access-Control-Allow-Origin" }, name => Assert.False(answer.Headers.NonValidated.Contains(name)));
        if (!json)
        {
            Assert.Equal(passes, (await answer.Content.ReadAsStringAsync()).Contains("says to come back after", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_client_that_cancels_by_message_is_answered_and_the_upstream_told()
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub);
        var (id, _) = await rig.InitializeAsync();
        var call = rig.CallAsync(Call, "mcp", ("Mcp-Session-Id", id));
        await StreamTests.Eventually(() => Task.FromResult(stub.Of("tools/call").Any()));

        using var cancelled = await rig.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}""", "mcp", ("Mcp-Session-Id", id));

        Assert.Equal(202, (int)cancelled.StatusCode);
        Assert.Equal("call.cancelled", (await call).GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal("5", stub.Of("notifications/cancelled").First().Json.GetProperty("params").GetProperty("requestId").GetRawText());
    }
}
