using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Judging;

/// <summary>A judge behind the running program, and that a program without one carries nothing of it.</summary>
public sealed class JudgeServeTests : IDisposable
{
    private const string Open = "policyguard: 1\nname: open\ndefault: allow\nrules:\n  - { id: all, tools: [\"*\"], effect: allow }\n";
    private const string Policy = "name: mailing\ndescription: answer the customer\nexpected_workflow: read, then send\nallowed_tools: [read_mail, send_mail]\n";

    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task It_confirms_blocks_and_asks_a_human_and_the_log_says_so(string provider)
    {
        await using var model = await ModelStub.StartAsync();
        model.Says = static question => question.Contains("mallory", StringComparison.Ordinal)
            ? """{"verdict":"block","confidence":0.1,"reason":"mallory is no customer","risk_indicators":["stranger"]}"""
            : question.Contains("read_mail\"", StringComparison.Ordinal) && question.Contains("\"moves\":0", StringComparison.Ordinal) ? ModelStub.Yes : """{"verdict":"maybe","confidence":1,"reason":"who knows","risk_indicators":[]}""";
        await using var mail = await McpStub.StartAsync(static stub => stub.Tools = """[{"name":"read_mail","inputSchema":{"type":"object"}},{"name":"send_mail","inputSchema":{"type":"object"}},{"name":"drop","inputSchema":{"type":"object"}}]""");
        await using (var served = await ServeAsync(mail, $"judge: {{ provider: {provider}, model: m1, base_url: '{model.BaseUrl(provider)}' }}\n"))
        {
            Assert.Equal(Reasons.IntentNotAllowed, await served.ReasonAsync("drop"));
            Assert.Empty(model.Seen);
            Assert.Null(await served.ReasonAsync("read_mail", """{"id":1}"""));
            Assert.Equal(Reasons.JudgeBlocked, await served.ReasonAsync("send_mail", """{"to":"mallory"}"""));
            Assert.Equal(Reasons.ApprovalRequired, await served.ReasonAsync("send_mail", """{"to":"bob"}"""));
            Assert.Equal(Reasons.ApprovalRequired, await served.ReasonAsync("send_mail", """{"to":"bob"}"""));
            Assert.Equal(3, model.Seen.Count);
            Assert.Equal(["mail/read_mail"], ModelStub.Document(model.Seen.Last().Body).GetProperty("earlier").EnumerateArray().Select(static one => one.GetString()!));

            var approval = Assert.Single(JsonDocument.Parse((await RunAsync("approval", "list", "--json")).Out).RootElement.EnumerateArray());
            Assert.Contains("who knows", approval.GetRawText(), StringComparison.Ordinal);
            await RunAsync("approval", "approve", approval.GetProperty("approval_id").GetString()!);
            Assert.Null(await served.ReasonAsync("send_mail", """{"to":"bob"}"""));
            Assert.Equal(3, model.Seen.Count);
        }

        var blocked = (await RunAsync("audit", "query", "--json", "--reason", Reasons.JudgeBlocked)).Out.Split('\n')[0];
        var judge = JsonDocument.Parse(blocked).RootElement.GetProperty("entry").GetProperty("judge");
        Assert.Equal(("block", "m-served", "mallory is no customer", 0.1), (judge.GetProperty("verdict").GetString(), judge.GetProperty("model").GetString(), judge.GetProperty("says").GetString(), judge.GetProperty("confidence").GetDouble()));
        Assert.Contains($"judge m1 ({provider})", (await RunAsync("audit", "query", "--json", "--reason", Reasons.Started)).Out, StringComparison.Ordinal);
        await RunAsync("audit", "verify");
    }

    [Fact]
    public async Task A_server_that_is_down_leaves_calls_to_humans_and_forbidden_ones_refused()
    {
        await using var mail = await McpStub.StartAsync(static stub => stub.Tools = """[{"name":"read_mail","inputSchema":{"type":"object"}},{"name":"drop","inputSchema":{"type":"object"}}]""");
        await using var served = await ServeAsync(mail, "judge: { provider: openai, model: m1, base_url: 'http://127.0.0.1:9/v1', timeout: 5s }\n");
        Assert.Equal(Reasons.ApprovalRequired, await served.ReasonAsync("read_mail"));
        Assert.Equal(Reasons.IntentNotAllowed, await served.ReasonAsync("drop"));
        Assert.Empty(mail.Of("tools/call"));
        Assert.Contains("judge: m1 cannot be asked", served.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_set_stops_the_start()
    {
        _playground.Write("task.yaml", Policy);
        _playground.Write("config.yaml", "intent: { default: ./task.yaml }\njudge: { provider: anthropic, model: m1, api_key_env: NOT_SET }\n");
        var run = await _playground.RunAsync("serve", "--config", "config.yaml", "--port", "0");
        Assert.Equal(2, run.Code);
        Assert.Contains("the environment variable `NOT_SET` is not set", run.Error, StringComparison.Ordinal);
    }

    // The clients of models are large; who has no judge does not wait for them.
    [Fact]
    public async Task Without_a_judge_nothing_of_it_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process has loaded is read from /proc");
        string[] assemblies = ["OpenAI.dll", "Anthropic.dll", "System.ClientModel.dll", "Microsoft.Extensions.AI", "Polly.Core.dll", "PolicyGuard.Agents.dll"];
        await using var model = await ModelStub.StartAsync();
        await using var mail = await McpStub.StartAsync(static stub => stub.Tools = """[{"name":"read_mail","inputSchema":{"type":"object"}}]""");
        await using (var served = await ServeAsync(mail, ""))
        {
            Assert.Null(await served.ReasonAsync("read_mail"));
            Assert.DoesNotContain(await LoadedAsync(served), line => assemblies.Any(name => line.Contains(name, StringComparison.Ordinal)));
        }

        // That one with a judge has them shows that the test sees what is loaded.
        await using var judged = await ServeAsync(mail, $"judge: {{ provider: openai, model: m1, base_url: '{model.BaseUrl("openai")}' }}\n");
        Assert.Null(await judged.ReasonAsync("read_mail"));
        Assert.Contains(await LoadedAsync(judged), static line => line.Contains("PolicyGuard.Agents.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(await LoadedAsync(judged), static line => line.Contains("Anthropic.dll", StringComparison.Ordinal));
    }

    private static Task<string[]> LoadedAsync(Served served) => File.ReadAllLinesAsync($"/proc/{served.Id}/maps");

    private async Task<Served> ServeAsync(McpStub mail, string judge)
    {
        _playground.Write("open.yaml", Open);
        _playground.Write("task.yaml", Policy);
        _playground.Write("config.yaml", $"intent: {{ default: ./task.yaml }}\napprovals: {{ wait: 0 }}\nupstreams: {{ mail: {{ url: '{mail.Url}' }} }}\n{judge}");
        var served = await Served.StartAsync(_playground, "--config", "config.yaml", "--policy", "open.yaml");
        await Until.TrueAsync(async () => mail.Of("tools/list").Any() && (await served.GetAsync("/health")).Length > 0, () => served.Error);
        return served;
    }

    private async Task<Playground.Outcome> RunAsync(params string[] args)
    {
        var run = await _playground.RunAsync([.. args, "--data-dir", Data]);
        Assert.True(run.Code == 0, run.Error + run.Out);
        return run;
    }
}
