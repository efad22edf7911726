using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

public sealed class EntryTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    [Theory]
    [InlineData("""{"body":"AKIAIOSFODNN7EXAMPLE"}""")]
    [InlineData("""{"body":"key \u0041KIAIOSFODNN7EXAMPLE end"}""")]
    [InlineData("""{"AKIAIOSFODNN7EXAMPLE":{"x":["AKIAIOSFODNN7EXAMPLE"]}}""")]
    [InlineData("""{"a/b~c":[{"d":"AKIAIOSFODNN7EXAMPLE AKIAIOSFODNN7EXAMPLE"}]}""")]
    public async Task A_secret_in_the_arguments_never_reaches_the_log(string arguments)
    {
        var f = new GateFixture();
        await f.InvokeAsync(f.Call("http_post", arguments));

        Assert.All(f.Store.Records, r => Assert.DoesNotContain(Key, Encoding.UTF8.GetString(r.Json.Span), StringComparison.OrdinalIgnoreCase));
        Assert.Equal("secret", f.Store.Json(0).GetProperty("labels")[0].GetString());
    }

    // Beyond the doubles there is no canonical form in RFC 8785; a call must not become invisible, or another one, because of that.
    [Theory]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1E400", "1e+400")]
    [InlineData("-1e99999999999", "-1e99999999999")]
    [InlineData("2.50", "2.5")]
    public async Task A_number_is_logged_with_all_its_digits(string amount, string logged)
    {
        var f = new GateFixture(Effect.Deny);
        Assert.Equal(Reasons.Default, (await f.InvokeAsync(f.Call("pay", $$"""{"amount":{{amount}}}"""))).Reason);
        Assert.Empty(f.Faults);
        Assert.Equal($$"""{"amount":{{logged}}}""", f.Store.Json(0).GetProperty("arguments").GetRawText());
    }

    [Fact]
    public async Task A_secret_in_the_result_is_found_and_not_logged()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes($$$"""{"structuredContent":{"k":["{{{Key}}}"]}}""")));
        await f.InvokeAsync(f.Call("read"));

        var finding = f.Store.Json(1).GetProperty("findings")[0];
        Assert.Equal("/structuredContent/k/0", finding.GetProperty("pointer").GetString());
        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(f.Store.Records[1].Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_a_name_a_uri_or_unread_arguments_is_not_logged()
    {
        var f = new GateFixture(Effect.Deny);
        await f.InvokeAsync(f.Call("plain"));
        await f.InvokeAsync(f.Call($"https://x/?k={Key}", kind: CallKind.Resource));
        await f.InvokeAsync(f.Call("x", $"{{\"a\":\"{Key}\""));
        await f.Gate.RecordMalformedAsync(Reasons.MessageInvalid, $"no {Key}", "http", Caller.Anonymous);

        await f.InvokeAsync(f.Call("x", agent: Key));
        await f.Gate.RecordEventAsync(Reasons.Started, "up", Key);

        Assert.Equal(6, f.Store.Records.Count);
        Assert.All(f.Store.Records.Skip(1), r => Assert.DoesNotContain(Key, Encoding.UTF8.GetString(r.Json.Span) + r.Target + r.Agent, StringComparison.OrdinalIgnoreCase));
        Assert.All(f.Incidents.All.Skip(1), i => Assert.DoesNotContain(Key, i.Description + i.Target, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_secret_in_an_actions_own_word_is_not_logged()
    {
        var f = new GateFixture();
        await f.Gate.AdviseAsync(f.Call("x", kind: CallKind.Action, actionType: Key), null, default);

        var entry = Assert.Single(f.Store.Records);
        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(entry.Json.Span) + entry.ActionType, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_value_with_more_secrets_than_are_counted_is_not_shown_at_all()
    {
        var f = new GateFixture();
        var many = string.Join(' ', Enumerable.Repeat(Key, 300));
        await f.InvokeAsync(f.Call("x", $$"""{"a":"{{many}}"}"""));

        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(f.Store.Records[0].Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_is_canonical_json()
    {
        var f = new GateFixture(Effect.Warn);
        await f.InvokeAsync(f.Call("x\"y", """{"z":1.0,"a":[1e3,"é\u0007\n"],"card":4111111111111111}"""));
        await f.Gate.AdviseAsync(f.Call("x"), default);
        await f.Gate.RecordMalformedAsync(Reasons.MessageBatch, "a batch \u2028 \"quoted\"", "http", Caller.Anonymous);
        await f.Gate.RecordEventAsync(Reasons.Started, "up", "local");
        await f.Gate.FilterAsync(f.Call("tools/list", kind: CallKind.List), [new ListItem(null, "bad\u200bname", CallKind.Tool, "up", null)], default);
        await f.Gate.ObserveAsync(f.Call("x"), "{\"a\":\"b@example.com\"}"u8.ToArray());

        Assert.Equal(7, f.Store.Records.Count);
        for (var i = 0; i < f.Store.Records.Count; i++)
        {
            Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Serialize(f.Store.Json(i))), Encoding.UTF8.GetString(f.Store.Records[i].Json.Span));
        }
    }

    [Fact]
    public async Task Large_arguments_are_kept_as_digest_and_size()
    {
        var f = new GateFixture(options: new GateOptions { MaxLoggedArguments = 100 });
        await f.InvokeAsync(f.Call("x", $$"""{"a":"{{new string('x', 200)}}"}"""));

        var entry = f.Store.Json(0);
        Assert.False(entry.TryGetProperty("arguments", out _));
        Assert.Equal(208, entry.GetProperty("arguments_bytes").GetInt32());
        Assert.Equal(64, entry.GetProperty("arguments_sha256").GetString()!.Length);
    }

    [Fact]
    public async Task A_claim_is_called_a_claim()
    {
        var f = new GateFixture();
        await f.InvokeAsync(f.Call("x"));
        Assert.Equal("claimed", f.Store.Json(0).GetProperty("agent").GetProperty("proof").GetString());
    }
}
