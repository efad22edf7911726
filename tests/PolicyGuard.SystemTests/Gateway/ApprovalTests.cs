using System.Net;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>A call waits for a human; the human answers through the client or over HTTP; nobody else does.</summary>
public sealed class ApprovalTests
{
    private const string Call = """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","arguments":{"to":"x@example.org"},"_meta":{"progressToken":"p"}}}""";

    [Theory]
    [InlineData("""{"action":"accept","content":{"approve":true,"note":"fine"}}""", null)]
    [InlineData("""{"action":"accept","content":{"approve":false,"note":"no"}}""", Reasons.ApprovalDenied)]
    [InlineData("""{"action":"accept","content":{"approve":"true"}}""", Reasons.ApprovalDenied)]
    [InlineData("""{"action":"decline"}""", Reasons.ApprovalDenied)]
    public async Task The_clients_user_is_asked_while_the_client_is_kept_patient(string answer, string? reason)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        var (id, _) = await rig.InitializeAsync(capabilities: """{"elicitation":{}}""");
        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
        await using var events = new EventFeed(response);

        var progress = await events.NextAsync();
        Assert.Equal("p", progress.GetProperty("params").GetProperty("progressToken").GetString());
        var question = await events.NextAsync();
        Assert.Equal("elicitation/create", question.GetProperty("method").GetString());
        var message = question.GetProperty("params").GetProperty("message").GetString()!;
        Assert.Contains("echo", message, StringComparison.Ordinal);
        Assert.DoesNotContain("x@example.org", message, StringComparison.Ordinal);
        using var answered = await rig.PostAsync(
            "{\"jsonrpc\":\"2.0\",\"id\":" + question.GetProperty("id").GetRawText() + ",\"result\":" + answer + "}", "mcp", ("Mcp-Session-Id", id));
        Assert.Equal(HttpStatusCode.Accepted, answered.StatusCode);

        var result = (await events.NextAsync()).GetProperty("result");
        Assert.Equal(reason, result.TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var said) ? said.GetString() : null);
        Assert.Equal(reason is null ? 1 : 0, stub.Of("tools/call").Count());
        var approval = Assert.Single(await rig.Store.Approvals.ListAsync());
        Assert.Equal("elicitation:local", approval.AnsweredBy);
        Assert.Single(await rig.EntriesAsync(EntryKind.Event), static entry => Encoding.UTF8.GetString(entry.Json.Span).Contains(Reasons.ApprovalAnswered, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"action":"cancel"}""")]
    [InlineData("""{"action":"ACCEPT","content":{"approve":true}}""")]
    [InlineData("""[]""")]
    public async Task A_question_that_was_dismissed_stays_open_for_another_way_of_answering(string answer)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        var (id, _) = await rig.InitializeAsync(capabilities: """{"elicitation":{}}""");
        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
        await using var events = new EventFeed(response);
        await events.NextAsync();
        var question = await events.NextAsync();
        (await rig.PostAsync("{\"jsonrpc\":\"2.0\",\"id\":" + question.GetProperty("id").GetRawText() + ",\"result\":" + answer + "}", "mcp", ("Mcp-Session-Id", id))).Dispose();

        var approval = Assert.Single(await rig.Store.Approvals.ListAsync(ApprovalStatus.Pending));
        using var approved = await ApiAsync(rig, HttpMethod.Post, $"/{approval.Id}/approve", """{"note":"by chat"}""");
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Assert.False((await events.NextAsync()).GetProperty("result").TryGetProperty("isError", out _));
        Assert.Equal("operator-token", (await rig.Store.Approvals.FindAsync(approval.Id))!.AnsweredBy);
    }

    [Theory]
    [InlineData(ElicitMode.Auto, false)]
    [InlineData(ElicitMode.Never, false)]
    [InlineData(ElicitMode.Always, true)]
    public async Task Where_keys_are_configured_no_client_answers_for_its_own_agent_unless_the_operator_says_so(ElicitMode mode, bool isAsked)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, options => options with { ElicitApprovals = mode }, Effect.RequireApproval);
        var made = KeyToken.Create(out var token);
        await rig.Store.Keys.AddAsync(new ApiKey { Id = made.KeyId, Hash = [.. made.Hash.Span], Role = "agent", Agent = "bot", CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "t" });
        rig.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        var (id, _) = await rig.InitializeAsync(capabilities: """{"elicitation":{}}""");
        using var response = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", id), ("Accept", "application/json, text/event-stream"));
        await using var events = new EventFeed(response);
        await events.NextAsync();
        if (isAsked)
        {
            Assert.Equal("elicitation/create", (await events.NextAsync()).GetProperty("method").GetString());
        }

        // The key is an agent's: it opens the API to nobody. The operator's token does.
        var asked = Assert.Single(await rig.Store.Approvals.ListAsync(ApprovalStatus.Pending));
        using var itself = await ApiAsync(rig, HttpMethod.Post, $"/{asked.Id}/approve", null, $"Bearer {token}");
        Assert.Equal(HttpStatusCode.Forbidden, itself.StatusCode);
        (await ApiAsync(rig, HttpMethod.Post, $"/{asked.Id}/deny", null)).Dispose();
        Assert.True((await events.NextAsync()).TryGetProperty("result", out _));
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task A_client_that_cannot_ask_is_not_asked_and_one_that_reads_no_stream_waits_quietly()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        var call = rig.CallAsync(Call);
        Approval? asked = null;
        while (asked is null)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            asked = (await rig.Store.Approvals.ListAsync()).SingleOrDefault();
        }

        (await ApiAsync(rig, HttpMethod.Post, $"/{asked.Id}/deny", null)).Dispose();
        Assert.Equal(Reasons.ApprovalDenied, (await call).GetProperty("result").GetProperty("_meta").GetProperty("policyguard/reason").GetString());
        Assert.Empty(stub.Of("tools/call"));
    }

    [Theory]
    [InlineData("""{"action":"accept","content":{"approve":true}}""", null, 1)]
    [InlineData("""{"action":"accept","content":{"approve":false}}""", Reasons.ApprovalDenied, 0)]
    [InlineData("""{"action":"decline","content":{"approve":true}}""", Reasons.ApprovalDenied, 0)]
    public async Task A_client_of_the_stateless_revision_gets_the_question_as_the_answer_and_repeats_the_call_with_its_users(string answer, string? reason, int ran)
    {
        await using var stub = await McpStub.StartAsync(static s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        await rig.ReadyAsync();
        var asked = (await ModernAsync(rig)).GetProperty("result");
        Assert.Equal("input_required", asked.GetProperty("resultType").GetString());
        var question = asked.GetProperty("inputRequests").GetProperty("policyguard");
        Assert.Equal("elicitation/create", question.GetProperty("method").GetString());
        Assert.DoesNotContain("x@example.org", question.GetRawText(), StringComparison.Ordinal);
        var state = asked.GetProperty("requestState").GetString()!;

        var result = (await ModernAsync(rig, state, answer)).GetProperty("result");
        Assert.Equal(reason, result.TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var said) ? said.GetString() : null);
        Assert.Equal(ran, stub.Of("tools/call").Count());
        Assert.DoesNotContain(stub.Of("tools/call"), static seen => seen.Body.Contains("policyguard:approval", StringComparison.Ordinal) || seen.Body.Contains("inputResponses", StringComparison.Ordinal));
        Assert.Equal("elicitation:local", Assert.Single(await rig.Store.Approvals.ListAsync()).AnsweredBy);
    }

    [Fact]
    public async Task Nobody_answers_with_a_state_that_was_not_given_to_them()
    {
        await using var stub = await McpStub.StartAsync(static s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        await rig.ReadyAsync();
        var state = (await ModernAsync(rig)).GetProperty("result").GetProperty("requestState").GetString()!;
        const string Yes = """{"action":"accept","content":{"approve":true}}""";
        foreach (var (forged, agent) in new[]
        {
            (state[..^1] + (state[^1] == '0' ? '1' : '0'), "c"), (state[..state.LastIndexOf(':')], "c"), (state[..state.LastIndexOf(':')] + ":", "c"), (state + ":x", "c"), (state, "another"),
        })
        {
            Assert.Equal("input_required", (await ModernAsync(rig, forged, Yes, agent)).GetProperty("result").GetProperty("resultType").GetString());
        }

        Assert.Empty(stub.Of("tools/call"));
        Assert.All(await rig.Store.Approvals.ListAsync(), static approval => Assert.Equal(ApprovalStatus.Pending, approval.Status));

        // One that is its own, for a call that was changed: the yes is for the first call, not for this one.
        var other = await ModernAsync(rig, state, Yes, arguments: """{"to":"attacker@example.org"}""");
        Assert.Equal("input_required", other.GetProperty("result").GetProperty("resultType").GetString());
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task Who_dismisses_the_question_gets_a_refusal_and_not_the_question_again()
    {
        await using var stub = await McpStub.StartAsync(static s => (s.Modern, s.Legacy) = (true, false));
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        await rig.ReadyAsync();
        var state = (await ModernAsync(rig)).GetProperty("result").GetProperty("requestState").GetString()!;
        var refused = await ModernAsync(rig, state, """{"action":"cancel"}""");
        Assert.Equal(Reasons.ApprovalRequired, refused.GetProperty("result").GetProperty("_meta").GetProperty("policyguard/reason").GetString());
        Assert.Equal(ApprovalStatus.Pending, Assert.Single(await rig.Store.Approvals.ListAsync()).Status);
    }

    private static Task<JsonElement> ModernAsync(GatewayRig rig, string? state = null, string? answer = null, string client = "c", string arguments = """{"to":"x@example.org"}""")
    {
        var more = state is null ? "" : $$""","requestState":{{JsonSerializer.Serialize(state)}},"inputResponses":{"policyguard":{{answer}}}""";
        return rig.CallAsync(
            $$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{{{{arguments}}}}{{{{more}}}},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"{{{{client}}}}","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"elicitation":{} } } } }""",
            "mcp", ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo"), ("Accept", "application/json, text/event-stream"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer pgo_for_test")]
    [InlineData("Bearer PGO_FOR_TESTS")]
    [InlineData("Basic pgo_for_tests")]
    [InlineData("pgo_for_tests")]
    public async Task Without_the_token_the_api_tells_and_takes_nothing(string? header)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/apr_1"), (HttpMethod.Post, "/apr_1/approve"), (HttpMethod.Post, "/apr_1/revoke") })
        {
            using var response = await ApiAsync(rig, method, path, null, header);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }

        Assert.Equal(4, (await rig.EntriesAsync(EntryKind.Malformed)).Count);
    }

    [Fact]
    public async Task The_api_lists_shows_grants_takes_back_and_says_what_is_wrong()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, byDefault: Effect.RequireApproval);
        var call = rig.CallAsync(Call);
        string id;
        while (true)
        {
            using var list = await ApiAsync(rig, HttpMethod.Get, "?status=pending");
            var approvals = JsonDocument.Parse(await list.Content.ReadAsStringAsync()).RootElement.GetProperty("approvals");
            if (approvals.GetArrayLength() == 1)
            {
                id = approvals[0].GetProperty("approval_id").GetString()!;
                break;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(400, await StatusAsync(HttpMethod.Get, "?status=1"));
        Assert.Equal(400, await StatusAsync(HttpMethod.Get, "?status=nope"));
        Assert.Equal(404, await StatusAsync(HttpMethod.Get, "/apr_nope"));
        Assert.Equal(400, await StatusAsync(HttpMethod.Post, $"/{id}/approve", """{"for":"15m","for":"1s"}"""));
        Assert.Equal(400, await StatusAsync(HttpMethod.Post, $"/{id}/approve", """{"forever":true}"""));
        Assert.Equal(400, await StatusAsync(HttpMethod.Post, $"/{id}/approve", """{"for":"25h"}"""));
        Assert.Equal(400, await StatusAsync(HttpMethod.Post, $"/{id}/approve", "[1]"));
        Assert.Equal(413, await StatusAsync(HttpMethod.Post, $"/{id}/approve", new string(' ', 20_000)));
        Assert.Equal(405, await StatusAsync(HttpMethod.Delete, $"/{id}"));
        Assert.Equal(405, await StatusAsync(HttpMethod.Post, $"/{id}/Approve"));
        Assert.Equal(200, await StatusAsync(HttpMethod.Post, $"/{id}/approve", """{"for":"15m"}"""));
        Assert.Equal(409, await StatusAsync(HttpMethod.Post, $"/{id}/deny"));
        Assert.True((await call).TryGetProperty("result", out _));
        Assert.Equal(200, await StatusAsync(HttpMethod.Post, $"/{id}/revoke"));
        Assert.Equal(409, await StatusAsync(HttpMethod.Post, $"/{id}/revoke"));

        async Task<int> StatusAsync(HttpMethod method, string path, string? body = null)
        {
            using var response = await ApiAsync(rig, method, path, body);
            return (int)response.StatusCode;
        }
    }

    private static Task<HttpResponseMessage> ApiAsync(
        GatewayRig rig, HttpMethod method, string path, string? body = null, string? authorization = $"Bearer {GatewayRig.OperatorToken}")
    {
        var request = new HttpRequestMessage(method, new Uri(rig.Url, $"api/approvals{path}")) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return rig.Http.SendAsync(request);
    }
}
