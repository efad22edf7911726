using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Gate;

namespace PolicyGuard.Tests.Gate;

/// <summary>What the gate puts into the envelopes of the calls that it let run.</summary>
public sealed class EnvelopeTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private const string Output = """{"content":[]}""";

    [Fact]
    public async Task An_envelope_says_what_went_in_what_came_out_and_what_was_in_force()
    {
        var f = new GateFixture(surroundings: EnvironmentSnapshot.Of(new EnvironmentFacts { Gateway = "9.9" }));
        var started = f.Clock.GetUtcNow();
        f.Upstream.Run = (_, _) =>
        {
            f.Clock.Advance(TimeSpan.FromMilliseconds(1500));
            return ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes(Output)));
        };
        var call = f.Call("read_data", """{"a":1}""");
        await f.InvokeAsync(call);

        var e = f.Store.Json(1).GetProperty("envelope");
        Assert.Equal(
            ["agent", "call_id", "definition", "ended", "environment", "input", "opened", "opened_leaf", "output", "output_bytes", "policy_set", "started", "status", "target", "upstream", "v"],
            e.EnumerateObject().Select(static m => m.Name));
        Assert.Equal(call.Id, Text(e, "call_id"));
        Assert.Equal("a1", Text(e, "agent"));
        Assert.Equal(Hash("""{"a":1}"""), Text(e, "input"));
        Assert.Equal(Hash(Output), Text(e, "output"));
        Assert.Equal(Output.Length, e.GetProperty("output_bytes").GetInt32());
        Assert.Equal(Ledger(started), Text(e, "started"));
        Assert.Equal(Ledger(started + TimeSpan.FromMilliseconds(1500)), Text(e, "ended"));
        Assert.Equal("done", Text(e, "status"));
        Assert.Equal(f.Rules.Current.Hash, Text(e, "policy_set"));
        Assert.Equal("9.9", Text(e.GetProperty("environment"), "gateway"));
    }

    [Fact]
    public async Task An_envelope_names_the_leaf_of_the_decision_that_let_the_call_run()
    {
        var f = new GateFixture();
        await f.InvokeAsync(f.Call("first"));
        await f.InvokeAsync(f.Call("second"));

        var envelope = f.Store.Json(3).GetProperty("envelope");
        Assert.Equal(2, envelope.GetProperty("opened").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([0, .. f.Store.Records[2].Json.Span])), Text(envelope, "opened_leaf"));
    }

    [Fact]
    public async Task Equal_runs_differ_only_in_what_was_different()
    {
        async Task<string> Run(string output)
        {
            var f = new GateFixture();
            f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes(output)));
            var call = f.Call("x");
            await f.InvokeAsync(call);
            // The call's id is chance, and with it the leaf of its decision.
            return f.Store.Json(1).GetProperty("envelope").GetRawText().Replace(call.Id, "", StringComparison.Ordinal)
                .Replace(f.Store.Json(1).GetProperty("envelope").GetProperty("opened_leaf").GetString()!, "", StringComparison.Ordinal);
        }

        Assert.Equal(await Run("1"), await Run("1"));
        Assert.NotEqual(await Run("1"), await Run("2"));
    }

    // The earlier program traced only calls that succeeded.
    [Fact]
    public async Task A_call_that_failed_has_an_envelope_too_because_it_may_have_had_its_effect()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => throw new UpstreamException(Reasons.UpstreamFailed, "gone");
        await f.InvokeAsync(f.Call("x"));

        var envelope = f.Store.Json(1).GetProperty("envelope");
        Assert.Equal("failed", Text(envelope, "status"));
        Assert.False(envelope.TryGetProperty("output", out _));
    }

    [Fact]
    public async Task A_tool_that_says_that_it_failed_is_believed()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult("{}"u8.ToArray(), IsError: true));
        await f.InvokeAsync(f.Call("x"));
        Assert.Equal("tool_error", Text(f.Store.Json(1).GetProperty("envelope"), "status"));
    }

    [Fact]
    public async Task A_refused_call_has_no_envelope()
    {
        var f = new GateFixture(Effect.Deny);
        await f.InvokeAsync(f.Call("x"));
        Assert.False(f.Store.Json(0).TryGetProperty("envelope", out _));
    }

    [Fact]
    public async Task No_secret_reaches_an_envelope()
    {
        var f = new GateFixture();
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes($"\"{Key}\"")));
        await f.InvokeAsync(f.Call($"https://x/?k={Key}", kind: CallKind.Resource, agent: Key));
        Assert.Contains("\"envelope\"", Encoding.UTF8.GetString(f.Store.Records[^1].Json.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(f.Store.Records[^1].Json.Span), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_workspace_is_looked_at_before_each_run()
    {
        var roots = new Queue<string?>(["aa", "bb", null]);
        var f = new GateFixture(surroundings: EnvironmentSnapshot.Of(new EnvironmentFacts { Gateway = "1" }), workspace: roots.Dequeue);
        for (var i = 0; i < 3; i++)
        {
            await f.InvokeAsync(f.Call("x"));
        }

        string? Workspace(int entry) => f.Store.Json(entry).GetProperty("envelope").GetProperty("environment").TryGetProperty("workspace", out var root) ? root.GetString() : null;
        Assert.Equal(["aa", "bb", null], new[] { 1, 3, 5 }.Select(Workspace));
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_read_is_called_unknown_and_told()
    {
        var f = new GateFixture(workspace: static () => throw new IOException("gone"));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("x"))).Status);
        Assert.Equal("unknown", Text(f.Store.Json(1).GetProperty("envelope").GetProperty("environment"), "workspace"));
        Assert.Contains(f.Faults, static x => x.Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_envelope_of_an_entry_is_found_byte_for_byte()
    {
        var f = new GateFixture();
        var call = f.Call("x\"y");
        await f.InvokeAsync(call);

        var listed = SealedCall.Of(f.Store.Records[1].Json, out var envelope);
        Assert.Equal(call.Id, listed!.CallId);
        Assert.Contains(Encoding.UTF8.GetString(envelope.Span), Encoding.UTF8.GetString(f.Store.Records[1].Json.Span), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(envelope.Span)), listed.Sha256);
        Assert.Null(SealedCall.Of(f.Store.Records[0].Json, out _));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Ledger(DateTimeOffset at) => PolicyGuard.Ledger.Ledger.Time(at);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
