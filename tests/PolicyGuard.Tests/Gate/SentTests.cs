using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Gate;

/// <summary>What travels beside the arguments is judged like them.</summary>
public sealed class SentTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    private static readonly RuleSet NoSecretsOut = PolicyLoader.Load(
        [new PolicySource("p.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: out, tools: [\"send_*\"], labels: [secret], effect: deny, message: no }\n")], Effect.Allow).Rules!;

    [Theory]
    [InlineData("""{"name":"send_mail","arguments":{"to":"x"},"_meta":{"note":"AKIAIOSFODNN7EXAMPLE"}}""", "params/_meta/note")]
    [InlineData("""{"name":"send_mail","arguments":{"to":"x"},"_meta":{"AKIAIOSFODNN7EXAMPLE":1}}""", "params/_meta/AKIAIOSFODNN7EXAMPLE#key")]
    [InlineData("""{"name":"send_mail","arguments":{"to":"x"},"_meta":{"progressToken":"AKIAIOSFODNN7EXAMPLE"}}""", "params/_meta/progressToken")]
    [InlineData("""{"name":"send_mail","_meta":{"baggage":"k=AKIAIOSFODNN7EXAMPLE"}}""", "params/_meta/baggage")]
    [InlineData("""{"name":"send_mail","arguments":{},"task":{"ttl":1,"x":["AKIAIOSFODNN7EXAMPLE"]}}""", "params/task/x/0")]
    [InlineData("""{"name":"send_mail","arguments":{},"requestState":"AKIAIOSFODNN7EXAMPLE"}""", "params/requestState")]
    [InlineData("""{"name":"send_mail","inputResponses":{"q":{"content":{"a":"AKIAIOSFODNN7EXAMPLE"}}},"arguments":{}}""", "params/inputResponses/q/content/a")]
    [InlineData("""{"name":"send_mail","x":"AK\u0049AIOSFODNN7EXAMPLE"}""", "params/x")]
    [InlineData("""{"arguments2":{"a":"AKIAIOSFODNN7EXAMPLE"},"name":"send_mail","arguments":{}}""", "params/arguments2/a")]
    [InlineData("""{"name":"send_mail","arguments":{"a/b":"AKIAIOSFODNN7EXAMPLE"},"_meta":{}}""", "/a~1b")]
    public async Task A_secret_beside_the_arguments_is_a_secret(string parameters, string pointer)
    {
        var f = new GateFixture(rules: NoSecretsOut);
        var reply = await f.InvokeAsync(Call(f, parameters));

        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.Equal(0, f.Upstream.Runs);
        Assert.Equal(pointer, Assert.Single(reply.Decision.Findings).Pointer);
        Assert.DoesNotContain(Key, f.Store.Json(0).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"AKIAIOSFODNN7EXAMPLE","method":"tools/call","params":{"name":"send_mail"}}""", "message/id")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","note":"AKIAIOSFODNN7EXAMPLE","params":{"name":"send_mail"}}""", "message/note")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","":1,"params":{"name":"send_mail","arguments":{"a":"AKIAIOSFODNN7EXAMPLE"}}}""", "/a")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","":1,"params":{"name":"send_mail","_meta":{"a":"AKIAIOSFODNN7EXAMPLE"}}}""", "message/params/_meta/a")]
    public async Task A_secret_in_the_envelope_is_a_secret(string message, string pointer)
    {
        var f = new GateFixture(rules: NoSecretsOut);
        var reply = await f.InvokeAsync(CallOf(f, message));
        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.Equal(pointer, Assert.Single(reply.Decision.Findings).Pointer);
    }

    [Fact]
    public async Task A_prompts_name_carries_nothing_out()
    {
        var f = new GateFixture(rules: NoSecretsOut);
        var reply = await f.InvokeAsync(CallOf(f, $$$"""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"send_{{{Key}}}"}}""", CallKind.Prompt));
        Assert.Equal(LabelSet.Secret, reply.Decision.Labels);
        Assert.DoesNotContain(Key, f.Store.Json(0).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_harmless_findings_hide_no_secret_behind_them()
    {
        var mails = string.Join(',', Enumerable.Range(0, 400).Select(i => $"\"u{i}@example.com\""));
        var f = new GateFixture(rules: NoSecretsOut);
        var reply = await f.InvokeAsync(Call(f, $$$"""{"name":"send_mail","_meta":{"a":[{{{mails}}}]},"arguments":{"k":"{{{Key}}}"}}"""));
        Assert.Equal(ReplyStatus.Refused, reply.Status);
        Assert.DoesNotContain(Key, f.Store.Json(0).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_usual_small_call_is_screened_as_its_arguments_alone()
    {
        Assert.Null(Sent.Of(Message("""{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","arguments":{"a":1}}}"""), CallKind.Tool));
        Assert.Null(Sent.Of(Message("""{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo"}}"""), CallKind.Tool));
        Assert.NotNull(Sent.Of(Message("""{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","":1}}"""), CallKind.Tool));
        Assert.NotNull(Sent.Of(Message("""{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","arguments":{},"":1}}"""), CallKind.Tool));
    }

    private const string Approved = """{"name":"refund","arguments":{"amount":9},"_meta":{"progressToken":1,"tenant":"a"}}""";

    [Theory]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"progressToken":2,"tenant":"a"}}""")]
    [InlineData("""{"_meta":{"tenant":"a"},"arguments":{"amount":9},"name":"refund"}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"tenant":"a","traceparent":"00-1-2-01","tracestate":"x","baggage":"y","policyguard/agent":"a1"}}""")]
    public async Task What_an_honest_client_changes_when_it_repeats_a_call_needs_no_second_answer(string again)
    {
        var f = await ApprovedAsync();
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(Call(f, again))).Status);
    }

    [Theory]
    [InlineData("""{"name":"refund","arguments":{"amount":9}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"progressToken":1,"tenant":"b"}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"progressToken":1,"tenant":"a","dry_run":false}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"progressToken":1,"tenant":"a","Baggage":"y"}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"tenant":"a"},"task":{"ttl":1}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"tenant":"a"},"inputResponses":{"q":{"action":"accept"}}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"tenant":"a"},"requestState":"s"}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9,"_meta":{"progressToken":3}},"_meta":{"tenant":"a"}}""")]
    [InlineData("""{"name":"refund","arguments":{"amount":9},"_meta":{"tenant":"a"},"progressToken":1}""")]
    public async Task An_answer_is_bound_to_all_that_is_sent(string other)
    {
        var f = await ApprovedAsync();
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(Call(f, other))).Reason);
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task An_answer_is_bound_to_the_envelope_too_but_not_to_the_id()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(CallOf(f, """{"jsonrpc":"2.0","id":"request-00000001","method":"tools/call","params":{"name":"refund"}}"""));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(Reasons.ApprovalRequired, (await f.InvokeAsync(CallOf(f, """{"jsonrpc":"2.0","id":"request-00000001","x":1,"method":"tools/call","params":{"name":"refund"}}"""))).Reason);
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(CallOf(f, """{"jsonrpc":"2.0","id":"request-00000002","method":"tools/call","params":{"name":"refund"}}"""))).Status);
    }

    [Fact]
    public async Task A_resource_is_read_again_with_another_progress_token()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(CallOf(f, """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a","_meta":{"progressToken":1}}}""", CallKind.Resource));
        await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve"));
        Assert.Equal(ReplyStatus.Done, (await f.InvokeAsync(CallOf(f, """{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"a","_meta":{"progressToken":2}}}""", CallKind.Resource))).Status);
    }

    [Fact]
    public async Task The_human_is_shown_what_lies_beside_the_arguments_without_its_secrets()
    {
        var f = new GateFixture(Effect.RequireApproval);
        await f.InvokeAsync(Call(f, $$$"""{"name":"refund","arguments":{},"_meta":{"tenant":"acme","k":"{{{Key}}}","progressToken":4}}"""));
        var approval = Assert.Single(f.Approvals.All);
        Assert.Contains("beside its arguments it carries {\"_meta\":{\"k\":\"[aws-access-key, 20 characters]\",\"tenant\":\"acme\"}}", approval.Reason, StringComparison.Ordinal);
        Assert.Equal("{}", approval.ArgumentsJson);
    }

    [Fact]
    public async Task The_log_has_a_digest_of_all_that_was_sent()
    {
        var f = new GateFixture();
        await f.InvokeAsync(Call(f, Approved));
        var entry = f.Store.Json(0);
        Assert.Equal(Entries.Digest(Encoding.UTF8.GetBytes(Approved)), entry.GetProperty("sent_sha256").GetString());
        Assert.Equal(Approved.Length, entry.GetProperty("sent_bytes").GetInt32());
    }

    private static async Task<GateFixture> ApprovedAsync()
    {
        var f = new GateFixture(Effect.RequireApproval);
        var asked = await f.InvokeAsync(Call(f, Approved));
        Assert.True(await f.Approvals.AnswerAsync(asked.Decision.ApprovalId!, new ApprovalAnswer(true, "eve")));
        return f;
    }

    [Theory]
    [InlineData("""{"name":"write","arguments":{"to":"x"},"_meta":{"target":".policyguard/config.yaml"}}""")]
    [InlineData("""{"name":"write","arguments":{},"inputResponses":{"q":{"path":"/work/.policyguard/x"}}}""")]
    [InlineData("""{"name":"write","arguments":{"path":".policyguard"},"x":1}""")]
    public async Task A_path_to_the_gates_own_files_stands_beside_the_arguments(string parameters)
    {
        var f = new GateFixture(own: new OwnGround { Places = [new("/work/.policyguard", ByName: true)], Folders = ["/work"], LinkAt = static _ => "" });
        Assert.Equal(Reasons.OwnFiles, (await f.InvokeAsync(Call(f, parameters))).Reason);
    }

    private static ToolCall Call(GateFixture f, string parameters) => CallOf(f, $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{{parameters}}}}""");

    private static ToolCall CallOf(GateFixture f, string text, CallKind kind = CallKind.Tool)
    {
        var message = Message(text);
        var raw = Sent.HasOwnArguments(kind) ? message.Arguments : message.Params;
        var call = f.Call(message.Name ?? message.Uri!, raw.IsEmpty ? "{}" : Encoding.UTF8.GetString(raw.Span), kind: kind);
        return new ToolCall
        {
            Id = call.Id,
            Kind = kind,
            ActionType = call.ActionType,
            Target = call.Target,
            Upstream = call.Upstream,
            Arguments = call.Arguments,
            Sent = Sent.Of(message, kind),
            Caller = call.Caller,
            Agent = call.Agent,
            Flow = call.Flow,
            Definition = call.Definition,
            ReceivedAt = call.ReceivedAt,
        };
    }

    private static RpcMessage Message(string text)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var message, out var fault), fault?.Message);
        return message!;
    }
}
