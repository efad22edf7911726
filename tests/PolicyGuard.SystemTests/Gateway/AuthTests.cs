using System.Net;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Who gets in over HTTP, with which proof, and for how long.</summary>
public sealed class AuthTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","_meta":{"policyguard/agent":"boss"}}}""";

    [Fact]
    public async Task Without_keys_the_local_user_calls_as_before_and_other_peoples_credentials_are_nothing_to_us()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        Assert.Equal(200, await StatusAsync(rig));
        Assert.Equal(200, await StatusAsync(rig, "Bearer eyJhbGciOi.J9.x"));
        Assert.Equal(200, await StatusAsync(rig, "Basic YTpi"));
    }

    // Who presents a key believes to be somewhere else than at an open door.
    [Fact]
    public async Task A_key_that_is_not_known_is_refused_also_where_none_is_needed()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        _ = KeyToken.Create(out var foreign);

        Assert.Equal(401, await StatusAsync(rig, $"Bearer {foreign}"));
        Assert.Equal(401, await StatusAsync(rig, $"Bearer {foreign[..^1]}"));
        Assert.Equal(401, await StatusAsync(rig, $"Basic {foreign}"));
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task As_soon_as_a_key_exists_nobody_gets_in_without_one()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var (session, _) = await rig.InitializeAsync();
        Assert.Equal(200, await StatusAsync(rig));

        // As another process would make it.
        await using var other = SqliteStore.Open(Path.GetDirectoryName(rig.Store.Path)!, TimeProvider.System);
        var token = await KeyAsync(other, "agent");

        using var refused = await rig.PostAsync(Call);
        var error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer realm=\"policyguard\"", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal(("2.0", Reasons.AuthMissing), (error.GetProperty("jsonrpc").GetString(), error.GetProperty("error").GetProperty("data").GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, error.GetProperty("id").ValueKind);
        foreach (var path in new[] { "mcp", "mcp/up", "mcp/nowhere", "mcp/" })
        {
            using var answer = await rig.PostAsync(Call, path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        // A session that was opened before is nobody's now.
        using var inSession = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", session));
        using var listening = await rig.ListenAsync(session);
        using var withKey = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", session), ("Authorization", $"Bearer {token}"));
        using var ended = await rig.Http.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(rig.Url, "mcp")) { Headers = { { "Mcp-Session-Id", session } } });
        Assert.Equal((401, 401, 404, 401), ((int)inSession.StatusCode, (int)listening.StatusCode, (int)withKey.StatusCode, (int)ended.StatusCode));

        Assert.Equal(200, await StatusAsync(rig, $"Bearer {token}"));
    }

    [Theory]
    [InlineData("bearer {0}", 200)]
    [InlineData("BEARER   {0}", 200)]
    [InlineData(" Bearer {0} ", 200)]
    [InlineData("Bearer{0}", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Basic {0}", 401)]
    [InlineData("Token {0}", 401)]
    [InlineData("{0}", 401)]
    [InlineData("Bearer {0}x", 401)]
    [InlineData("Bearer {0} {0}", 401)]
    [InlineData("Bearer {0}, Bearer {0}", 401)]
    [InlineData("Bearer \"{0}\"", 401)]
    [InlineData("Bearer\t{0}", 401)]
    [InlineData("Bearer \u00fc{0}", 401)]
    [InlineData("Bearer pgk_0000000000000000_0000000000000000000000000000000000000000000000000000000000", 401)]
    public async Task A_key_is_read_in_one_way_only(string header, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var token = await KeyAsync(rig.Store, "agent");

        Assert.Equal(status, await StatusAsync(rig, header.Replace("{0}", token)));
    }

    [Fact]
    public async Task Two_headers_a_key_in_the_url_and_endless_headers_are_refused()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var token = await KeyAsync(rig.Store, "agent");

        Assert.Equal(401, await StatusAsync(rig, [$"Bearer {token}", $"Bearer {token}"]));
        Assert.Equal(401, await StatusAsync(rig, [$"Bearer {token}", "Basic eDp5"]));
        Assert.Equal(401, await StatusAsync(rig, [$"Bearer {new string('x', 8000)}"]));
        foreach (var query in new[] { $"access_token={token}", $"Access_Token=x", $"key={token}", $"{token}", $"a=b&k=%70gk_{token[4..]}" })
        {
            using var answer = await rig.PostAsync(Call, $"mcp?{query}", ("Authorization", $"Bearer {token}"));
            Assert.Equal(401, (int)answer.StatusCode);
        }

        Assert.Empty(stub.Of("tools/call"));
        Assert.All(await rig.EntriesAsync(), entry => Assert.DoesNotContain(token[21..], Encoding.UTF8.GetString(entry.Json.Span)));
    }

    [Fact]
    public async Task A_key_of_another_data_folder_and_one_with_another_secret_are_unknown()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await KeyAsync(rig.Store, "agent");
        var made = KeyToken.Create(out var forged);

        // The same id here, with the hash of another secret: what an attacker knows who has seen an id in a log.
        await rig.Store.Keys.AddAsync(new ApiKey { Id = made.KeyId, Hash = [.. KeyToken.Create(out _).Hash.Span], Role = "admin", CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "t" });
        Assert.Equal(401, await StatusAsync(rig, $"Bearer {forged}"));
        _ = KeyToken.Create(out var foreign);
        Assert.Equal(401, await StatusAsync(rig, $"Bearer {foreign}"));
    }

    [Fact]
    public async Task The_key_says_which_agent_calls_and_no_message_can_name_another()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Agent = "configured" });
        await rig.Store.Agents.PutAsync(new Agent { Id = "boss", Trust = TrustLevel.Admin });
        var bound = await KeyAsync(rig.Store, "agent", agent: "bot");
        var unbound = await KeyAsync(rig.Store, "agent");
        await rig.DenyAsync("bot", "echo");

        using var denied = await rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer {bound}"));
        Assert.Contains(Reasons.AgentDeniedTool, await denied.Content.ReadAsStringAsync());
        using var allowed = await rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer {unbound}"));
        Assert.DoesNotContain("isError", await allowed.Content.ReadAsStringAsync());

        var entries = (await rig.EntriesAsync()).Select(static entry => JsonDocument.Parse(entry.Json).RootElement).Where(static e => e.TryGetProperty("agent", out _) && e.GetProperty("kind").GetString() is "refused" or "opened").ToList();
        Assert.Equal(["bot", "configured"], entries.Select(static e => e.GetProperty("agent").GetProperty("id").GetString()));
        Assert.All(entries, static e => Assert.Equal("apikey", e.GetProperty("caller").GetProperty("proof").GetString()));
        Assert.All(entries, static e => Assert.StartsWith("key:key_", e.GetProperty("caller").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_auditors_key_sees_and_calls_no_tools_and_a_keys_upstreams_are_its_own()
    {
        await using var one = await McpStub.StartAsync();
        await using var two = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync([("one", one.Url), ("two", two.Url)]);
        await rig.ReadyAsync();
        var auditor = await KeyAsync(rig.Store, "auditor");
        var narrow = await KeyAsync(rig.Store, "agent", upstreams: ["one"]);

        Assert.Contains(Reasons.AuthScope, await TextAsync(rig, Call, "mcp/one", auditor));
        Assert.DoesNotContain("\"echo\"", await TextAsync(rig, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "mcp/one", auditor));
        Assert.Contains(Reasons.AuthScope, await TextAsync(rig, Call, "mcp/two", narrow));
        Assert.DoesNotContain("isError", await TextAsync(rig, Call, "mcp/one", narrow));
        var joined = await TextAsync(rig, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", "mcp", narrow);
        Assert.Contains("one__echo", joined);
        Assert.DoesNotContain("two__echo", joined);
        Assert.Empty(two.Of("tools/call"));
    }

    [Fact]
    public async Task A_session_belongs_to_the_key_that_opened_it()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var (mine, theirs) = (await KeyAsync(rig.Store, "agent"), await KeyAsync(rig.Store, "agent"));
        using var opened = await rig.PostAsync(
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""", "mcp", ("Authorization", $"Bearer {mine}"));
        var session = opened.Headers.GetValues("Mcp-Session-Id").Single();

        using var stolen = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", session), ("Authorization", $"Bearer {theirs}"));
        using var own = await rig.PostAsync(Call, "mcp", ("Mcp-Session-Id", session), ("Authorization", $"Bearer {mine}"));
        Assert.Equal((404, 200), ((int)stolen.StatusCode, (int)own.StatusCode));
    }

    [Fact]
    public async Task A_revoked_key_ends_the_next_request_and_the_streams_that_are_open()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        await KeyAsync(rig.Store, "admin");
        var token = await KeyAsync(rig.Store, "agent");
        stub.On = async (seen, http) =>
        {
            if (seen.Method == "tools/call")
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                return true;
            }

            return false;
        };
        var slow = rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer {token}"));
        await StreamTests.Eventually(() => Task.FromResult(stub.Of("tools/call").Any()));

        await using var other = SqliteStore.Open(Path.GetDirectoryName(rig.Store.Path)!, TimeProvider.System);
        Assert.True(KeyToken.TryRead(token, out var read));
        Assert.Equal(KeyRevocation.Done, await other.Keys.RevokeAsync(read!.KeyId, "t", evenLast: false));

        using var next = await rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer {token}"));
        Assert.Equal(401, (int)next.StatusCode);
        Assert.Contains(Reasons.AuthRevoked, await next.Content.ReadAsStringAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => slow);

        // The entry is written after the requests are cut off, so the client may know first.
        await StreamTests.Eventually(async () => (await rig.EntriesAsync(EntryKind.Malformed))
            .Any(static entry => Encoding.UTF8.GetString(entry.Json.Span).Contains("cut off", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_expired_key_is_told_so_and_still_keeps_the_door_shut()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var token = await KeyAsync(rig.Store, "agent", expires: DateTimeOffset.UtcNow.AddSeconds(-1));

        using var answer = await rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer {token}"));
        Assert.Equal((401, "Bearer realm=\"policyguard\", error=\"invalid_token\""), ((int)answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
        Assert.Contains(Reasons.AuthExpired, await answer.Content.ReadAsStringAsync());
        Assert.Equal(401, await StatusAsync(rig));
    }

    [Fact]
    public async Task No_credential_of_a_clients_reaches_an_upstream()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var token = await KeyAsync(rig.Store, "agent");
        await TextAsync(rig, Call, "mcp", token);

        Assert.NotEmpty(stub.Requests);
        Assert.All(stub.Requests, seen =>
        {
            Assert.DoesNotContain(seen.Headers.Keys, static name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(seen.Headers.Values, value => value.Contains("pgk_", StringComparison.Ordinal));
            Assert.DoesNotContain("pgk_", seen.Body);
        });
    }

    [Fact]
    public async Task Health_tells_strangers_only_whether()
    {
        await using var rig = await GatewayRig.StartAsync([("secret-name", new Uri("http://127.0.0.1:9/mcp"))]);
        var token = await KeyAsync(rig.Store, "auditor");
        foreach (var path in new[] { "health", "health/ready", "health/live" })
        {
            using var stranger = await rig.Http.GetAsync(new Uri(rig.Url, path));
            var text = await stranger.Content.ReadAsStringAsync();
            Assert.NotEqual(401, (int)stranger.StatusCode);
            Assert.DoesNotContain("secret-name", text);
            Assert.Contains("\"status\"", text);
        }

        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Url, "health"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var known = await rig.Http.SendAsync(request);
        Assert.Contains("secret-name", await known.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_flood_of_guesses_is_counted_and_does_not_fill_the_log()
    {
        await using var stub = await McpStub.StartAsync();
        var rig = await GatewayRig.StartAsync(stub);
        await KeyAsync(rig.Store, "admin");
        var begun = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 300; i++)
        {
            using var answer = await rig.PostAsync(Call, "mcp", ("Authorization", $"Bearer guess{i}"));
            Assert.Equal(401, (int)answer.StatusCode);
        }

        var seconds = (int)TimeProvider.System.GetElapsedTime(begun).TotalSeconds + 2;
        var entries = (await rig.EntriesAsync(EntryKind.Malformed)).Select(static entry => Encoding.UTF8.GetString(entry.Json.Span)).ToList();
        Assert.InRange(entries.Count, 1, seconds * 5);
        Assert.All(entries, static entry => Assert.DoesNotContain("guess", entry));
        Assert.All(entries, static entry => Assert.Contains("127.0.0.1", entry));
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task Beyond_loopback_with_the_loud_flag_keys_are_asked_for_all_the_same()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Host = IPAddress.Any, AllowUnauthenticated = true });
        Assert.Equal(200, await StatusAsync(rig));
        await KeyAsync(rig.Store, "agent");
        Assert.Equal(401, await StatusAsync(rig));
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_let_nobody_in()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        var token = await KeyAsync(rig.Store, "agent");
        using (var shell = PolicyGuard.Sqlite.Native.Connection.Open(rig.Store.Path, readOnly: false))
        {
            shell.RunOnce("ALTER TABLE api_keys RENAME TO gone");
            shell.RunOnce("UPDATE revisions SET n = n + 1 WHERE name = 'api_keys'");
        }

        Assert.Equal(503, await StatusAsync(rig, $"Bearer {token}"));
        Assert.Equal(503, await StatusAsync(rig));
        Assert.Empty(stub.Of("tools/call"));
    }

    [Fact]
    public async Task An_approvers_key_opens_the_approvals_api_and_an_agents_does_not()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        foreach (var (role, status) in new[] { ("approver", 200), ("admin", 200), ("auditor", 200), ("agent", 403) })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Url, "api/approvals"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await KeyAsync(rig.Store, role)}");
            using var answer = await rig.Http.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    private static async Task<string> KeyAsync(SqliteStore store, string role, string? agent = null, DateTimeOffset? expires = null, params string[] upstreams)
    {
        var made = KeyToken.Create(out var text);
        await store.Keys.AddAsync(new ApiKey
        {
            Id = made.KeyId, Hash = [.. made.Hash.Span], Role = role, Agent = agent, Upstreams = [.. upstreams], ExpiresAt = expires, CreatedAt = DateTimeOffset.UtcNow, CreatedBy = "t",
        });
        return text;
    }

    private static Task<int> StatusAsync(GatewayRig rig, string? authorization = null) => StatusAsync(rig, authorization is null ? [] : [authorization]);

    private static async Task<int> StatusAsync(GatewayRig rig, string[] authorization)
    {
        // Not through a client that tidies headers up.
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, rig.Url.Port);
        var stream = tcp.GetStream();
        var headers = string.Concat(authorization.Select(static value => $"Authorization: {value}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {Call.Length}\r\nConnection: close\r\n\r\n{Call}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> TextAsync(GatewayRig rig, string json, string path, string token)
    {
        using var response = await rig.PostAsync(json, path, ("Authorization", $"Bearer {token}"));
        return await response.Content.ReadAsStringAsync();
    }
}
