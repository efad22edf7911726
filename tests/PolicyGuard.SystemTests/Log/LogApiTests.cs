using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Log;

/// <summary>The log over HTTP: who gets what, and what a stranger makes of it.</summary>
public sealed class LogApiTests
{
    private static readonly string[] WithoutContent =
        ["/checkpoint", "/tile/0/000", "/tile/0/001.p/44", "/tile/1/000.p/1", "/keys", "/proof/inclusion?index=3", "/proof/inclusion?index=3&size=300", "/proof/consistency?from=7"];

    private static readonly string[] Content = ["/tile/entries/000", "/tile/entries/001.p/44"];

    [Fact]
    public async Task A_copy_made_over_http_is_believed_by_a_program_that_shares_no_code_with_ours()
    {
        Independent.Need();
        await using var log = await ServedLog.StartAsync(entries: 300);
        var key = await log.KeyAsync();
        Independent.Good("300 entries, their 5 files and 0 others", "tiles", await log.CrawlAsync(), "--key", key);
        await log.AppendAsync(230);
        await log.PublishAsync();
        Independent.Good("531 entries", "tiles", await log.CrawlAsync(), "--key", key);
    }

    [Fact]
    public async Task Proofs_served_over_http_are_believed_by_a_program_that_shares_no_code_with_ours()
    {
        Independent.Need();
        await using var log = await ServedLog.StartAsync(entries: 300);
        var old = log.Write("p", "old", await log.GetAsync("/checkpoint"));
        await log.AppendAsync(400);
        await log.PublishAsync();
        var (key, now) = (await log.KeyAsync(), log.Write("p", "new", await log.GetAsync("/checkpoint")));
        var origin = Encoding.UTF8.GetString(File.ReadAllBytes(now)).Split('\n')[0];
        var entry = log.Write("p", "entry", Entry(await log.GetAsync("/tile/entries/000"), 123));
        foreach (var size in new[] { "", "&size=300" })
        {
            var proof = log.Write("p", "p.tlog-proof", await log.GetAsync($"/proof/inclusion?index=123{size}"));
            Independent.Good("the entry is number 123", "proof", proof, entry, "--key", key, "--origin", origin);
            log.Write("p", "entry", Entry(await log.GetAsync("/tile/entries/000"), 124));
            Independent.Bad("the entry is not number 123", "proof", proof, entry, "--key", key, "--origin", origin);
            log.Write("p", "entry", Entry(await log.GetAsync("/tile/entries/000"), 123));
        }

        using var json = JsonDocument.Parse(await log.GetAsync("/proof/consistency?from=300"));
        Assert.Equal((300, 700), (json.RootElement.GetProperty("from").GetInt64(), json.RootElement.GetProperty("to").GetInt64()));
        Assert.Equal(File.ReadAllText(old).Split('\n')[2], json.RootElement.GetProperty("from_root").GetString());
        Assert.Equal(File.ReadAllText(now), json.RootElement.GetProperty("checkpoint").GetString());
        var hashes = log.Write("p", "hashes", Encoding.UTF8.GetBytes(string.Join('\n', json.RootElement.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()))));
        Independent.Good("grew from 300 to 700", "consistency", old, now, hashes, "--key", key);
    }

    [Fact]
    public async Task A_proof_comes_as_text_or_to_who_asks_as_json()
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        using var text = await log.SendAsync("/proof/inclusion?index=299");
        Assert.Equal("text/plain; charset=utf-8", text.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nindex 299\n", await text.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await log.GetAsync("/proof/inclusion?index=299", accept: "application/json"));
        var root = json.RootElement;
        Assert.Equal((299, 300), (root.GetProperty("index").GetInt64(), root.GetProperty("size").GetInt64()));
        Assert.True(TreeProofs.IsIncluded(
            299, 300, TreeHash.Leaf(Entry(await log.GetAsync("/tile/entries/001.p/44"), 43)),
            [.. root.GetProperty("hashes").EnumerateArray().Select(hash => new ReadOnlyMemory<byte>(hash.GetBytesFromBase64()))], root.GetProperty("root").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told_also_on_loopback()
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        foreach (var path in (string[])[.. WithoutContent, .. Content, "", "/", "/nothing"])
        {
            Assert.Equal(401, await log.StatusAsync(path, token: null));
            Assert.Equal(401, await log.StatusAsync(path, token: "pgo_for_test"));
        }
    }

    [Fact]
    public async Task Who_may_read_the_log_gets_all_of_it_and_an_agent_gets_none()
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        var (auditor, approver, agent) = (await log.KeyOfRoleAsync("auditor"), await log.KeyOfRoleAsync("approver"), await log.KeyOfRoleAsync("agent", "bot"));
        var suspended = await log.KeyOfRoleAsync("auditor", "sad");
        await log.Rig.Store.Agents.PutAsync(await log.Rig.Store.Agents.GetOrRegisterAsync("sad") with { Status = PolicyGuard.Registry.AgentStatus.Suspended });
        foreach (var path in (string[])[.. WithoutContent, .. Content])
        {
            Assert.Equal(200, await log.StatusAsync(path, auditor));
            Assert.Equal(200, await log.StatusAsync(path, approver));
            Assert.Equal(200, await log.StatusAsync(path));
            Assert.Equal(403, await log.StatusAsync(path, agent));
            Assert.Equal(403, await log.StatusAsync(path, suspended));
        }
    }

    [Fact]
    public async Task Public_proofs_open_what_holds_no_content_and_never_an_entry()
    {
        await using var log = await ServedLog.StartAsync(publicProofs: true, entries: 300);
        Assert.All(WithoutContent, path => Assert.Equal(200, log.StatusAsync(path, token: null).GetAwaiter().GetResult()));
        var agent = await log.KeyOfRoleAsync("agent", "bot");
        foreach (var path in (string[])
            [.. Content, "/tile/entries/", "/tile/entries", "/tile/entries/%30%30%30", "/tile/%65ntries/000", "/tile/0/../entries/000", "/x/../tile/entries/000", "/tile/entries/000?index=1", "/tile/entries/000#x"])
        {
            Assert.Equal(401, await log.StatusAsync(path, token: null));
            Assert.Equal(401, await log.StatusAsync(path, token: null, method: "HEAD"));
            Assert.Contains(await log.StatusAsync(path, agent), new[] { 403, 404 });
        }

        foreach (var path in new[] { "/tile//entries/000", "//tile/entries/000", "/Tile/entries/000", "/tile/Entries/000", "/tile/entrie%73/000", "/tile\\entries\\000" })
        {
            Assert.Contains(await log.StatusAsync(path, token: null), new[] { 401, 404 });
        }
    }

    [Theory]
    [InlineData("GET /log/tile/../tile/entries/000 HTTP/1.1")]
    [InlineData("GET /log/./tile/entries/000 HTTP/1.1")]
    [InlineData("GET /log/tile/%2e%2e/tile/entries/000 HTTP/1.1")]
    [InlineData("GET /log/tile/%2E%2E/tile/entries/000 HTTP/1.1")]
    [InlineData("GET /log%2ftile%2fentries%2f000 HTTP/1.1")]
    [InlineData("GET /log/tile%2fentries%2f000 HTTP/1.1")]
    [InlineData("GET /log/%74ile/entries/000 HTTP/1.1")]
    [InlineData("GET /health/../log/tile/entries/000 HTTP/1.1")]
    [InlineData("GET /log/../../../../etc/passwd HTTP/1.1")]
    [InlineData("GET /log/tile/entries/..%5c000 HTTP/1.1")]
    [InlineData("GET /log/tile/entries/000%00 HTTP/1.1")]
    [InlineData("GET http://127.0.0.1/log/tile/entries/000 HTTP/1.1")]
    public async Task No_other_spelling_of_a_path_gets_past_the_door_or_to_the_auditor(string line)
    {
        await using var log = await ServedLog.StartAsync(publicProofs: true, entries: 300);
        Assert.Contains(await RawAsync(log, line, null), new[] { 400, 401, 404 });
        Assert.Contains(await RawAsync(log, line, GatewayRig.OperatorToken), new[] { 400, 404 });
    }

    [Theory]
    [InlineData("/tile/0/002")]
    [InlineData("/tile/0/001")]
    [InlineData("/tile/0/001.p/45")]
    [InlineData("/tile/0/001.p/043")]
    [InlineData("/tile/0/000.p/1")]
    [InlineData("/tile/entries/001")]
    [InlineData("/tile/entries/001.p/45")]
    [InlineData("/tile/1/000.p/2")]
    [InlineData("/tile/2/000.p/1")]
    [InlineData("/tile/00/000")]
    [InlineData("/tile/0/0")]
    [InlineData("/tile/0/-01")]
    [InlineData("/tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("/tile/0/x99999999999999999999/000")]
    [InlineData("/checkpoint/")]
    [InlineData("/Checkpoint")]
    [InlineData("/proof")]
    [InlineData("/proof/inclusion/")]
    [InlineData("")]
    public async Task What_was_not_published_is_not_there_and_no_cache_keeps_that(string path)
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        await log.AppendAsync(50);
        using var response = await log.SendAsync(path);
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(Reasons.LogAbsent, json.RootElement.GetProperty("reason").GetString());
        Assert.NotEqual("", json.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("/proof/inclusion", 400)]
    [InlineData("/proof/inclusion?index=", 400)]
    [InlineData("/proof/inclusion?index=-1", 400)]
    [InlineData("/proof/inclusion?index=%2B1", 400)]
    [InlineData("/proof/inclusion?index=01", 400)]
    [InlineData("/proof/inclusion?index=1.0", 400)]
    [InlineData("/proof/inclusion?index=1e2", 400)]
    [InlineData("/proof/inclusion?index=%D9%A1", 400)]
    [InlineData("/proof/inclusion?index=9223372036854775808", 400)]
    [InlineData("/proof/inclusion?index=1&index=2", 400)]
    [InlineData("/proof/inclusion?index=1&size=", 400)]
    [InlineData("/proof/inclusion?index=1&Size=300", 400)]
    [InlineData("/proof/inclusion?index=1&more=1", 400)]
    [InlineData("/proof/inclusion?index=300", 404)]
    [InlineData("/proof/inclusion?index=9223372036854775807", 404)]
    [InlineData("/proof/inclusion?index=1&size=299", 404)]
    [InlineData("/proof/inclusion?index=1&size=350", 404)]
    [InlineData("/proof/inclusion?index=1&size=0", 404)]
    [InlineData("/proof/consistency", 400)]
    [InlineData("/proof/consistency?to=300", 400)]
    [InlineData("/proof/consistency?from=301", 404)]
    [InlineData("/proof/consistency?from=1&to=350", 404)]
    [InlineData("/proof/consistency?from=0", 200)]
    [InlineData("/proof/consistency?from=300&to=300", 200)]
    public async Task A_question_is_answered_or_refused_with_a_reason(string path, int status)
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        await log.AppendAsync(50);
        using var response = await log.SendAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200)
        {
            Assert.Contains(status == 400 ? Reasons.LogInvalid : Reasons.LogAbsent, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Types_and_caching_are_as_the_specification_says()
    {
        await using var log = await ServedLog.StartAsync(publicProofs: true, entries: 300);
        foreach (var (path, type, caching) in new[]
        {
            ("/checkpoint", "text/plain; charset=utf-8", "no-cache"),
            ("/keys", "text/plain; charset=utf-8", "no-cache"),
            ("/tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
            ("/tile/entries/000", "application/octet-stream", "max-age=31536000, private, immutable"),
            ("/proof/inclusion?index=1", "text/plain; charset=utf-8", "no-cache"),
            ("/proof/inclusion?index=1&size=300", "text/plain; charset=utf-8", "public, max-age=31536000, immutable"),
            ("/proof/consistency?from=1", "application/json", "no-cache"),
        })
        {
            using var get = await log.SendAsync(path);
            using var head = await log.SendAsync(path, method: "HEAD");
            foreach (var response in new[] { get, head })
            {
                Assert.Equal(200, (int)response.StatusCode);
                Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
                Assert.Equal(caching, response.Headers.CacheControl!.ToString());
            }

            Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Equal(get.Content.Headers.ContentLength, (await get.Content.ReadAsByteArrayAsync()).Length);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }

        using var post = await log.SendAsync("/checkpoint", method: "POST");
        Assert.Equal((405, "GET, HEAD"), ((int)post.StatusCode, string.Join(", ", post.Content.Headers.Allow)));
        await using var closed = await ServedLog.StartAsync(entries: 300);
        using var tile = await closed.SendAsync("/tile/0/000");
        Assert.Contains("private", tile.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_anything_was_signed_there_is_nothing_to_check()
    {
        await using var log = await ServedLog.StartAsync();
        await log.AppendAsync(5);
        foreach (var path in new[] { "/checkpoint", "/tile/0/000.p/5", "/tile/entries/000.p/5", "/proof/inclusion?index=0", "/proof/consistency?from=0" })
        {
            Assert.Equal(404, await log.StatusAsync(path));
        }

        Assert.Empty(await log.GetAsync("/keys"));
    }

    [Fact]
    public async Task Pruned_entries_are_gone_their_hashes_are_not_and_the_rest_is_still_proven()
    {
        Independent.Need();
        await using var log = await ServedLog.StartAsync(entries: 1500);
        await log.Rig.Store.Log.PruneAsync(1024);
        using var gone = await log.SendAsync("/tile/entries/003");
        Assert.Equal(410, (int)gone.StatusCode);
        Assert.Contains(Reasons.LogGone, await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, await log.StatusAsync("/tile/0/003"));
        Assert.Equal(200, await log.StatusAsync("/tile/entries/004"));
        Assert.Equal(200, await log.StatusAsync("/proof/inclusion?index=5"));
    }

    [Fact]
    public async Task Reading_entries_is_noted_once_in_a_while_and_reading_hashes_is_not()
    {
        await using var log = await ServedLog.StartAsync(entries: 300);
        foreach (var path in WithoutContent)
        {
            await log.GetAsync(path);
        }

        Assert.Empty(await NotedAsync(log));
        await log.GetAsync("/tile/entries/000");
        await log.GetAsync("/tile/entries/000");
        await log.GetAsync("/tile/entries/001.p/44");
        Assert.Contains("operator-token", Assert.Single(await NotedAsync(log)), StringComparison.Ordinal);
        await log.GetAsync("/tile/entries/000", await log.KeyOfRoleAsync("auditor"));
        Assert.Equal(2, (await NotedAsync(log)).Count);
    }

    [Fact]
    public async Task Who_trusts_an_older_key_is_led_to_the_new_one_by_the_keys_that_are_served()
    {
        Independent.Need();
        await using var log = await ServedLog.StartAsync(entries: 300);
        var old = await log.KeyAsync();
        await log.Keys.RotateAsync(300, default);
        await log.AppendAsync(20);
        await log.PublishAsync();
        var copy = await log.CrawlAsync();
        Independent.Good("entries", "tiles", copy, "--chain", Path.Combine(copy, "keys"), "--key", old);
        Independent.Bad("no known key", "tiles", copy, "--key", old);
        using var stranger = PolicyGuard.Ledger.Notes.NoteSigner.Create("x");
        Independent.Bad("not in the chain", "tiles", copy, "--chain", Path.Combine(copy, "keys"), "--key", stranger.Key.ToString());
    }

    private static async Task<List<string>> NotedAsync(ServedLog log) =>
        [.. (await log.Rig.EntriesAsync(EntryKind.Event)).Select(entry => Encoding.UTF8.GetString(entry.Json.Span)).Where(json => json.Contains(Reasons.LogRead, StringComparison.Ordinal))];

    private static byte[] Entry(byte[] bundle, int at)
    {
        Assert.True(EntryBundle.TryDecode(bundle, out var entries));
        return entries[at].ToArray();
    }

    // No client library sends such paths as they stand.
    private static async Task<int> RawAsync(ServedLog log, string line, string? token)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(log.Rig.Url.Host, log.Rig.Url.Port);
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\nHost: 127.0.0.1\r\n{authorization}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var answer = await reader.ReadToEndAsync();
        Assert.DoesNotContain("number 1", answer, StringComparison.Ordinal);
        return int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
