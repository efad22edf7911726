using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;

namespace PolicyGuard.Tests.Gate;

public sealed class SealedTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private static readonly Vault Vault = new(new SealingKey(SealingKey.NewSecret()));

    private static KeptCall Open(LedgerRecord record)
    {
        Assert.True(Vault.TryOpen(record.CallId!, record.Sealed.Span, out var plain, out var fault), fault);
        return KeptCall.Read(plain)!;
    }

    [Theory]
    [InlineData(Effect.Allow)]
    [InlineData(Effect.Deny)]
    public async Task Arguments_are_kept_sealed_beside_the_entry_and_redacted_in_it(Effect effect)
    {
        var f = new GateFixture(effect, vault: Vault);
        const string Arguments = """{ "b":1.50,  "a":"AKIAIOSFODNN7EXAMPLE" }""";
        await f.InvokeAsync(f.Call("x", Arguments));
        var kept = Open(f.Store.Records[0]);
        Assert.Null(kept.Target);
        Assert.Equal(Arguments, Encoding.UTF8.GetString(kept.Arguments.Span));
        Assert.True(f.Store.Json(0).GetProperty("sealed").GetBoolean());
        Assert.Equal(-1, f.Store.Records[0].Json.Span.IndexOf("AKIA"u8));
    }

    [Fact]
    public async Task Advice_keeps_what_was_asked_about()
    {
        var f = new GateFixture(vault: Vault);
        await f.Gate.AdviseAsync(f.Call("x", """{"a":1}"""), default);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(Open(f.Store.Records[0]).Arguments.Span));
    }

    [Fact]
    public async Task A_target_that_the_log_shows_masked_is_kept_as_it_was()
    {
        var f = new GateFixture(vault: Vault);
        await f.InvokeAsync(f.Call($"https://x/?k={Key}", kind: CallKind.Resource));
        Assert.Equal($"https://x/?k={Key}", Open(f.Store.Records[0]).Target);
    }

    [Fact]
    public async Task What_was_not_looked_at_or_is_too_large_is_not_kept()
    {
        var f = new GateFixture(vault: Vault, options: new GateOptions { MaxLoggedArguments = 50 });
        await f.InvokeAsync(f.Call("x", "{\"a\":oops}"));
        await f.InvokeAsync(f.Call("x", $$"""{"a":"{{new string('x', 50)}}"}"""));
        Assert.Equal(Reasons.FaultScreen, f.Store.Records[0].Reason);
        Assert.All([f.Store.Records[0], f.Store.Records[1]], r => Assert.True(r.Sealed.IsEmpty));
        Assert.False(f.Store.Json(1).TryGetProperty("sealed", out _));
    }

    [Fact]
    public async Task Without_a_vault_or_where_the_operator_says_so_nothing_is_kept()
    {
        foreach (var f in new[] { new GateFixture(), new GateFixture(vault: Vault, options: new GateOptions { KeepArguments = false }) })
        {
            await f.InvokeAsync(f.Call("x", """{"a":1}"""));
            Assert.All(f.Store.Records, static r => Assert.True(r.Sealed.IsEmpty));
            Assert.False(f.Store.Json(0).TryGetProperty("sealed", out _));
        }
    }

    [Fact]
    public async Task Results_are_kept_only_where_the_operator_wants_it_and_only_up_to_their_bound()
    {
        foreach (var (options, kept) in new[]
        {
            (new GateOptions(), false), (new GateOptions { KeepResults = true }, true), (new GateOptions { KeepResults = true, MaxKeptResult = 10 }, false),
        })
        {
            var f = new GateFixture(vault: Vault, options: options);
            var reply = await f.InvokeAsync(f.Call("x"));
            var record = f.Store.Records[1];
            Assert.Equal(kept, f.Store.Json(1).TryGetProperty("sealed", out _));
            Assert.Equal(kept, !record.Sealed.IsEmpty);
            if (kept)
            {
                Assert.True(Vault.TryOpen(record.CallId!, SealedPart.Result, record.Sealed.Span, out var plain, out _));
                Assert.Equal(reply.Result!.Json.ToArray(), plain);
            }
        }
    }

    [Fact]
    public async Task A_replay_says_of_which_call_and_surroundings_are_written_down()
    {
        var f = new GateFixture();
        var call = f.Call("x");
        await f.InvokeAsync(new ToolCall
        {
            Id = call.Id, Kind = call.Kind, ActionType = call.ActionType, Target = call.Target, Upstream = "up", Caller = call.Caller, Agent = call.Agent, Flow = call.Flow,
            ReceivedAt = call.ReceivedAt, Definition = call.Definition, ReplayOf = "call_0", Context = new CallContext([new("environment", "prod"), new("key", Key)]),
        });
        var entry = f.Store.Json(0);
        Assert.Equal("call_0", entry.GetProperty("replay_of").GetString());
        Assert.Equal("prod", entry.GetProperty("context").GetProperty("environment").GetString());
        Assert.DoesNotContain(Key, entry.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("tool", entry.GetProperty("call_kind").GetString());
    }

    [Fact]
    public async Task An_agent_whose_name_is_a_credential_is_not_registered_under_it()
    {
        var f = new GateFixture();
        Assert.Equal(Reasons.AgentInvalid, (await f.InvokeAsync(f.Call("x", agent: Key))).Reason);
        Assert.Empty(await f.Agents.ListAsync());
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(f.Call("x", agent: "alice@example.com"))).Status);
    }

    [Fact]
    public async Task An_approval_shows_a_human_neither_a_name_nor_a_reason_with_a_secret_in_it()
    {
        var f = new GateFixture(Effect.RequireApproval);
        await f.InvokeAsync(f.Call($"https://x/?k={Key}", kind: CallKind.Resource));
        var approval = Assert.Single(f.Approvals.All);
        Assert.DoesNotContain(Key, approval.Target + approval.Reason + approval.ArgumentsJson, StringComparison.OrdinalIgnoreCase);
    }
}
