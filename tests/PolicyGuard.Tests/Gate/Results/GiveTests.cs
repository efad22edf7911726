using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Gate.Results;

/// <summary>What the caller gets of a result in which something was found.</summary>
public sealed class GiveTests
{
    internal const string Key = "AKIAIOSFODNN7EXAMPLE";
    private const string Mail = "someone@example.com";

    [Fact]
    public async Task A_secret_is_masked_by_default_and_the_agent_is_told_without_the_value()
    {
        var f = Fixture($$$"""{"content":[{"type":"text","text":"key {{{Key}}}"}],"x":1}""");
        var reply = await f.InvokeAsync(f.Call("read"));

        Assert.Equal(ReplyStatus.Done, reply.Status);
        using var result = JsonDocument.Parse(reply.Result!.Json);
        var content = result.RootElement.GetProperty("content");
        Assert.Equal("key [aws-access-key, 20 characters]", content[0].GetProperty("text").GetString());
        Assert.Equal("[PolicyGuard: masked in this result: aws-access-key.]", content[1].GetProperty("text").GetString());
        Assert.Equal(1, result.RootElement.GetProperty("_meta").GetProperty("policyguard/result").GetProperty("masked").GetProperty("aws-access-key").GetInt32());
        Assert.Equal(1, result.RootElement.GetProperty("x").GetInt32());
    }

    [Fact]
    public async Task The_entry_names_what_the_upstream_sent_and_what_the_caller_got()
    {
        var sent = $$$"""{"content":[{"type":"text","text":"{{{Key}}} {{{Key}}}"}]}""";
        var f = Fixture(sent);
        var reply = await f.InvokeAsync(f.Call("read"));

        var closed = f.Store.Json(1);
        Assert.Equal(Sha(Encoding.UTF8.GetBytes(sent)), closed.GetProperty("envelope").GetProperty("output").GetString());
        var result = closed.GetProperty("result");
        Assert.Equal(Sha(reply.Result!.Json.Span), result.GetProperty("given_sha256").GetString());
        Assert.Equal(reply.Result.Json.Length, result.GetProperty("given_bytes").GetInt32());
        Assert.Equal("redact", result.GetProperty("done").GetString());
        Assert.Equal("secret", result.GetProperty("kinds")[0].GetString());
        Assert.Equal(2, result.GetProperty("masked").GetInt32());
        Assert.DoesNotContain(Key, closed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clean_result_is_the_executors_own_memory_and_the_entry_says_nothing_of_it()
    {
        var f = Fixture("""{"content":[{"type":"text","text":"plain"}]}""");
        ReadOnlyMemory<byte> sent = default;
        var run = f.Upstream.Run;
        f.Upstream.Run = async (permit, ct) => { var r = await run(permit, ct); sent = r.Json; return r; };
        var reply = await f.InvokeAsync(f.Call("read"));

        Assert.True(reply.Result!.Json.Equals(sent));
        Assert.False(f.Store.Json(1).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Personal_data_passes_untouched_by_default_and_is_labelled()
    {
        var f = Fixture($$$"""{"content":[{"type":"text","text":"{{{Mail}}}"}]}""");
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal($$$"""{"content":[{"type":"text","text":"{{{Mail}}}"}]}""", Text(reply));
        Assert.Equal("pii", f.Store.Json(1).GetProperty("labels")[0].GetString());
    }

    [Fact]
    public async Task A_warning_leaves_the_result_and_adds_a_note()
    {
        var f = Fixture($$$"""{"content":[],"_meta":{"a":1}}""", "result: { secret: warn }");
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes($$$"""{"content":[],"a":"{{{Key}}}","_meta":{"policyguard/result":"all is well"}}""")));
        var reply = await f.InvokeAsync(f.Call("read"));
        using var result = JsonDocument.Parse(reply.Result!.Json);
        Assert.Equal(Key, result.RootElement.GetProperty("a").GetString());
        Assert.Equal("[PolicyGuard: found in this result: aws-access-key.]", result.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(1, result.RootElement.GetProperty("_meta").GetProperty("policyguard/result").GetProperty("warned").GetProperty("aws-access-key").GetInt32());
    }

    [Fact]
    public async Task A_blocked_result_is_withheld_the_call_ran_and_the_entry_says_both()
    {
        var f = Fixture($$$"""{"content":[{"type":"text","text":"{{{Key}}}"}]}""", "result: { secret: block }");
        var reply = await f.InvokeAsync(f.Call("read"));

        Assert.Equal((ReplyStatus.Withheld, Reasons.ResultBlocked), (reply.Status, reply.Reason));
        Assert.Null(reply.Result);
        Assert.Equal(1, f.Upstream.Runs);
        Assert.DoesNotContain(Key, reply.Message, StringComparison.Ordinal);
        var closed = f.Store.Json(1);
        Assert.Equal(("withheld", Reasons.ResultBlocked), (closed.GetProperty("status").GetString(), closed.GetProperty("reason").GetString()));
        Assert.Equal("withheld", closed.GetProperty("envelope").GetProperty("status").GetString());
        Assert.NotEqual("", closed.GetProperty("envelope").GetProperty("output").GetString());
        Assert.False(closed.GetProperty("result").TryGetProperty("given_sha256", out _));
    }

    // Flooding the list must not carry a key past it.
    [Fact]
    public async Task More_than_can_be_masked_is_withheld()
    {
        var f = Fixture(JsonSerializer.Serialize(new { content = Enumerable.Range(0, 400).Select(n => new { type = "text", text = $"user{n}@example.com" }).Append(new { type = "text", text = Key }) }));
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal((ReplyStatus.Withheld, Reasons.ResultUnmaskable), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task A_huge_result_is_masked_like_a_small_one()
    {
        var f = Fixture(JsonSerializer.Serialize(new { content = new[] { new { type = "text", text = new string('a', 4_000_000) + " " + Key } } }));
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal(ReplyStatus.Done, reply.Status);
        Assert.False(reply.Result!.Json.Span.IndexOf(Encoding.ASCII.GetBytes(Key)) >= 0);
    }

    [Fact]
    public async Task An_errors_message_and_data_are_masked_and_the_message_says_so()
    {
        var f = Fixture("");
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes($$$"""{"code":-32000,"message":"no {{{Key}}}","data":["{{{Key}}}"]}"""), IsError: true, IsProtocolError: true));
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal("""{"code":-32000,"message":"no [aws-access-key, 20 characters] [PolicyGuard: masked in this result: aws-access-key (2 times).]","data":["[aws-access-key, 20 characters]"]}""", Text(reply));
    }

    [Fact]
    public async Task A_read_resource_gets_its_note_where_programs_look_and_no_content_of_ours()
    {
        var f = Fixture("");
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes($$$"""{"contents":[{"uri":"file:///a","text":"{{{Key}}}"}]}""")));
        var reply = await f.InvokeAsync(f.Resource("file:///a"));
        Assert.Equal("""{"contents":[{"uri":"file:///a","text":"[aws-access-key, 20 characters]"}],"_meta":{"policyguard/result":{"masked":{"aws-access-key":1}}}}""", Text(reply));
    }

    [Theory]
    [InlineData("result: { secret: off }", false)]
    [InlineData("result: { pii: block }", true)]
    public async Task A_rule_that_speaks_of_a_kind_decides_instead_of_the_default(string result, bool masked)
    {
        var f = Fixture($$$"""{"content":[{"type":"text","text":"{{{Key}}}"}]}""", result);
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal(masked, !Text(reply).Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_strictest_of_several_rules_counts()
    {
        var f = Fixture($$$"""{"content":[{"type":"text","text":"{{{Key}}}"}]}""", "result: { secret: off }", "result: { secret: block }", "result: { secret: warn }");
        Assert.Equal(Reasons.ResultBlocked, (await f.InvokeAsync(f.Call("read"))).Reason);
    }

    // A pattern that times out, an argument of the wrong type: such a match may ask for more, never for less.
    [Fact]
    public async Task A_rule_that_matches_by_doubt_does_not_loosen()
    {
        var doubtful = new RuleMatch("p", "r", Effect.Audit, "", [], "could not be evaluated") { Result = Obligations.Of([new(ResultKinds.Secret, Obligation.Off), new(ResultKinds.Pii, Obligation.Block)]) };
        var duties = PolicyGuard.Gate.Results.ResultDuties.Of([doubtful], Obligations.Default);
        Assert.Equal(Obligation.Redact, duties[ResultKinds.Secret]);
        Assert.Equal(Obligation.Block, duties[ResultKinds.Pii]);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("redact", true, false)]
    [InlineData("warn", true, true)]
    [InlineData("block", false, false)]
    [InlineData("quarantine", false, false)]
    public async Task What_is_observed_comes_back_as_it_may_be_handed_on(string obligation, bool passes, bool raw)
    {
        var f = Fixture("", $"result: {{ secret: {obligation} }}");
        var seen = await f.Gate.ObserveAsync(f.Call("read"), Encoding.UTF8.GetBytes($$$"""{"method":"notifications/message","params":{"data":"{{{Key}}}"}}"""));
        Assert.Equal(passes, seen.Json is not null);
        Assert.Equal(raw, seen.Json is { } json && Encoding.UTF8.GetString(json.Span).Contains(Key, StringComparison.Ordinal));
        Assert.Single(seen.Findings);
        Assert.Equal(passes ? obligation : "withheld", f.Store.Json(0).GetProperty("result").GetString());
    }

    internal static GateFixture Fixture(string result, params string[] rules)
    {
        var text = "policyguard: 1\nname: p\ndefault: allow\nrules:\n" + string.Concat(rules.Select((rule, i) => $"  - {{ id: r{i}, effect: allow, {rule} }}\n"));
        var loaded = rules.Length == 0 ? null : PolicyLoader.Load([new PolicySource("p.yaml", text)], Effect.Allow);
        Assert.Empty(loaded?.Diagnostics ?? []);
        var f = new GateFixture(rules: loaded?.Rules);
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes(result)));
        return f;
    }

    internal static string Text(Reply reply) => Encoding.UTF8.GetString(reply.Result!.Json.Span);

    private static string Sha(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
