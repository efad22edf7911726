using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using PolicyGuard.Agents.Judge;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Gateway.Config;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Judging;

/// <summary>
/// <c>policyguard judge test</c> against stand-ins for both providers' APIs, through the clients that are shipped. No provider's own service is asked
/// by these tests.
/// </summary>
public sealed class JudgeCommandTests : IDisposable
{
    private const string Policy = "name: mailing\ndescription: answer the customer\nexpected_workflow: read, then send\nconstraints: [only to the customer]\n";
    private const string Key = "key-of-the-test-1234567890";

    private readonly Playground _playground = new();

    public JudgeCommandTests()
    {
        _playground.Write("task.yaml", Policy);
        _playground.Variables["MY_KEY"] = Key;

        // What clients would take by themselves, were they let.
        _playground.Variables["OPENAI_API_KEY"] = "another-key";
        _playground.Variables["ANTHROPIC_API_KEY"] = "another-key";
        _playground.Variables["ANTHROPIC_AUTH_TOKEN"] = "another-token";
        _playground.Variables["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:9";
        _playground.Variables["OPENAI_BASE_URL"] = "http://127.0.0.1:9";
    }

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task It_asks_once_and_says_the_verdict_the_time_and_the_tokens(string provider)
    {
        await using var model = await ModelStub.StartAsync();
        var run = await AskAsync(model, provider, "--api-key-env", "MY_KEY", "--after", "crm/read_customer", "--request", "tell her it is fixed", "--json");
        Assert.True(run.Code == 0, run.Error + run.Out);
        var answer = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(
            ("allow", 0.93, 0.7, "llm", provider, "m-served", "judge/1", 900, 30),
            (answer.GetProperty("verdict").GetString(), answer.GetProperty("confidence").GetDouble(), answer.GetProperty("threshold").GetDouble(), answer.GetProperty("method").GetString(), answer.GetProperty("provider").GetString(),
                answer.GetProperty("model").GetString(), answer.GetProperty("prompt").GetString(), answer.GetProperty("input_tokens").GetInt64(), answer.GetProperty("output_tokens").GetInt64()));

        var (path, headers, body) = Assert.Single(model.Seen);
        Assert.Equal(provider == "openai" ? "/v1/chat/completions" : "/v1/messages", path);
        Assert.Contains(Key, headers["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain(headers, static header => header.Value.Contains("another-", StringComparison.Ordinal));
        Assert.Equal("m1", body.GetProperty("model").GetString());
        Assert.Contains("risk_indicators", body.GetProperty(provider == "openai" ? "response_format" : "output_config").GetRawText(), StringComparison.Ordinal);
        var told = ModelStub.Document(body);
        Assert.Equal(
            ("send_mail", "bob", "tell her it is fixed"),
            (told.GetProperty("call").GetProperty("target").GetString(), told.GetProperty("call").GetProperty("arguments").GetProperty("addressee").GetString(), told.GetProperty("request").GetString()));
        Assert.Equal("crm/read_customer", told.GetProperty("earlier")[0].GetString());
        Assert.Equal("only to the customer", told.GetProperty("policies")[0].GetProperty("constraints")[0].GetString());
    }

    // Our own client of the messages API against the provider's package: the same request, and the same reading of the answer.
    [Fact]
    public async Task What_is_sent_to_Anthropic_is_what_its_own_package_sends()
    {
        await using var model = await ModelStub.StartAsync();
        var settings = new JudgeSettings { Provider = "anthropic", Model = "m1", BaseUrl = new Uri(model.Root) };
        using var ours = ChatClients.Anthropic(settings, Key);
        using var theirs = new global::Anthropic.AnthropicClient { ApiKey = Key, BaseUrl = model.Root, MaxRetries = 0 }.AsIChatClient("m1");
        foreach (var options in new[] { JudgePrompt.Options(new JudgeOptions { Model = "m1" }), new ChatOptions { MaxOutputTokens = 7 } })
        {
            var answers = new List<ChatResponse>();
            foreach (var client in new[] { ours, theirs })
            {
                answers.Add(await client.GetResponseAsync([new ChatMessage(ChatRole.System, "s \u00e4\n\""), new ChatMessage(ChatRole.User, "u")], options));
            }

            var (mine, other) = (model.Seen.ElementAt(model.Seen.Count - 2), model.Seen.Last());
            Assert.Equal(other.Path, mine.Path);
            foreach (var header in new[] { "Authorization", "anthropic-version", "x-api-key" })
            {
                Assert.Equal(other.Headers.GetValueOrDefault(header), mine.Headers.GetValueOrDefault(header));
            }

            Assert.True(JsonElement.DeepEquals(other.Body, mine.Body), $"{mine.Body}\n{other.Body}");
            Assert.Equal(
                (answers[1].Text, answers[1].ModelId, answers[1].FinishReason, answers[1].Usage!.InputTokenCount, answers[1].Usage!.OutputTokenCount),
                (answers[0].Text, answers[0].ModelId, answers[0].FinishReason, answers[0].Usage!.InputTokenCount, answers[0].Usage!.OutputTokenCount));
        }
    }

    [Theory]
    [InlineData("openai", """{"verdict":"block","confidence":0.2,"reason":"not the customer\u001b[2J","risk_indicators":["stranger"]}""", 1, "refuses the call (judge.blocked)")]
    [InlineData("anthropic", """{"verdict":"allow","confidence":0.5,"reason":"r","risk_indicators":[]}""", 1, "asks a human (judge.unsure)")]
    [InlineData("openai", "Sure, go ahead!", 3, "asks a human (judge.failed)")]
    [InlineData("anthropic", "```json\n{\"verdict\":\"allow\",\"confidence\":1,\"reason\":\"r\",\"risk_indicators\":[]}\n```", 3, "asks a human (judge.failed)")]
    public async Task It_says_what_the_gate_would_do(string provider, string says, int code, string does)
    {
        await using var model = await ModelStub.StartAsync();
        model.Says = _ => says;
        var run = await AskAsync(model, provider);
        Assert.True(code == run.Code, run.Error + run.Out);
        Assert.Contains(does, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    // A redirect would carry the key to somebody else; a retry would spend the time that a call waits.
    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task It_follows_no_redirect_and_tries_once(string provider)
    {
        await using var elsewhere = await ModelStub.StartAsync();
        await using var model = await ModelStub.StartAsync();
        foreach (var status in new[] { 307, 401, 429, 500 })
        {
            model.Seen.Clear();
            model.Instead = async context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = $"{elsewhere.Root}{context.Request.Path}";
                await context.Response.WriteAsync($$$"""{"type":"error","error":{"type":"x","message":"Incorrect API key provided: {{{Key}}}"}}""");
            };
            var run = await AskAsync(model, provider, "--api-key-env", "MY_KEY");
            Assert.True(run.Code == 3, $"{status}: {run.Error}{run.Out}");
            Assert.Single(model.Seen);
            Assert.Empty(elsewhere.Seen);
            Assert.DoesNotContain(Key, run.Error + run.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_server_that_hangs_or_floods_gives_no_answer(string provider)
    {
        await using var model = await ModelStub.StartAsync();
        model.Instead = static context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        var run = await AskAsync(model, provider, "--timeout", "500ms");
        Assert.True(run.Code == 3, run.Error + run.Out);
        Assert.Contains("did not answer within 0.5 s", run.Out, StringComparison.Ordinal);

        model.Instead = static async context =>
        {
            context.Response.ContentType = "application/json";
            for (var i = 0; i < 64; i++)
            {
                await context.Response.Body.WriteAsync(new byte[1024 * 1024], context.RequestAborted);
            }
        };
        run = await AskAsync(model, provider, "--timeout", "30s");
        Assert.True(run.Code == 3, run.Error + run.Out);
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using var model = await ModelStub.StartAsync();
        var run = await _playground.RunAsync("judge", "test", "--policy", "task.yaml", "--tool", "send_mail");
        Assert.Equal(2, run.Code);
        Assert.Contains("no judge is configured", run.Error, StringComparison.Ordinal);

        run = await AskAsync(model, "openai", "--api-key-env", "NOT_SET");
        Assert.Equal(2, run.Code);
        Assert.Contains("the environment variable `NOT_SET` is not set", run.Error, StringComparison.Ordinal);

        _playground.Write("task.yaml", Policy + "forbidden_tools: [send_*]\n");
        run = await AskAsync(model, "openai");
        Assert.Equal(2, run.Code);
        Assert.Contains(Reasons.IntentForbidden, run.Error, StringComparison.Ordinal);
        Assert.Empty(model.Seen);
    }

    // A cloned project must not send calls, or a key, to an address of its own.
    [Fact]
    public async Task A_project_that_is_not_trusted_chooses_no_judge()
    {
        await using var model = await ModelStub.StartAsync();
        _playground.Write(".policyguard/config.yaml", $"judge: {{ provider: openai, model: m1, base_url: '{model.BaseUrl("openai")}', api_key_env: MY_KEY }}\n");
        var run = await _playground.RunAsync("judge", "test", "--policy", "task.yaml", "--tool", "send_mail");
        Assert.Equal(2, run.Code);
        Assert.Empty(model.Seen);
        _playground.Trust();
        Assert.Equal(0, (await _playground.RunAsync("judge", "test", "--policy", "task.yaml", "--tool", "send_mail")).Code);
        Assert.Single(model.Seen);
    }

    private Task<Playground.Outcome> AskAsync(ModelStub model, string provider, params string[] more) => _playground.RunAsync(
        ["judge", "test", "--provider", provider, "--model", "m1", "--base-url", model.BaseUrl(provider), "--policy", "task.yaml", "--tool", "send_mail", "--args", """{"addressee":"bob"}""", .. more]);
}
