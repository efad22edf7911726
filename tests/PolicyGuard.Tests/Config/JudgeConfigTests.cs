using PolicyGuard.Gate.Judging;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>How a judge is configured, and what would leave a door open that its author believes shut.</summary>
public sealed class JudgeConfigTests
{
    private const string Intent = "intent: { default: task.yaml }\n";

    [Fact]
    public void Without_keys_nobody_judges() => Assert.Null(Options(Intent).Judge);

    [Theory]
    [InlineData("openai", "OPENAI_API_KEY")]
    [InlineData("anthropic", "ANTHROPIC_API_KEY")]
    public void Provider_and_model_are_enough(string provider, string variable)
    {
        var judge = Options($"{Intent}judge: {{ provider: {provider}, model: m1 }}").Judge!;
        Assert.Equal((provider, "m1", null, variable, JudgeWhen.Undecided), (judge.Provider, judge.Model, judge.BaseUrl, judge.KeyVariable, judge.When));
    }

    // The key of one provider is not sent to whatever address a file names.
    [Fact]
    public void To_an_address_of_ones_own_no_key_is_sent_that_is_not_named()
    {
        Assert.Null(Options(Intent + "judge: { provider: openai, model: m, base_url: 'http://127.0.0.1:11434/v1' }").Judge!.KeyVariable);
        Assert.Equal("MY_KEY", Options(Intent + "judge: { provider: openai, model: m, base_url: 'https://llm.example/v1', api_key_env: MY_KEY }").Judge!.KeyVariable);
    }

    [Fact]
    public void Every_bound_can_be_set()
    {
        var judge = Options(Intent + """
            judge:
              provider: anthropic
              model: m
              when: always
              timeout: 2s
              calls_per_minute: 7
              tokens_per_day: 8000
              max_concurrent: 2
              max_waiting: 0
              cache: 0
              cache_entries: 5
              max_question_bytes: 8KiB
              max_answer_tokens: 300
            """).Judge!;
        Assert.Equal(
            (JudgeWhen.Always, TimeSpan.FromSeconds(2), 7, 8000, 2, 0, TimeSpan.Zero, 5, 8192, 300),
            (judge.When, judge.Timeout, judge.CallsPerMinute, judge.TokensPerDay, judge.MaxConcurrent, judge.MaxWaiting, judge.Cache, judge.CacheEntries, judge.MaxQuestionBytes, judge.MaxAnswerTokens));
    }

    [Theory]
    [InlineData("judge: { model: m }", "judge-provider")]
    [InlineData("judge: { base_url: 'https://llm.example/v1' }", "judge-provider")]
    [InlineData("judge: { provider: openai }", "judge-model")]
    [InlineData("judge: { provider: openai, model: m, api_key_env: sk-proj-1234567890abcdef }", "config-value")]
    [InlineData("judge: { provider: openai, model: m, base_url: 'http://llm.example/v1', api_key_env: MY_KEY }", "config-value")]
    [InlineData("judge: { provider: openai, model: m, base_url: 'https://llm.example/v1?key=1' }", "config-value")]
    [InlineData("judge: { provider: mistral, model: m }", "config-value")]
    [InlineData("judge: { provider: openai, model: m, api_key: sk-1 }", "unknown-key")]
    public void What_cannot_work_or_gives_a_key_away_is_an_error(string judge, string code)
    {
        var loaded = Load(Intent + judge);
        var fault = Assert.Single(loaded.Diagnostics, static fault => fault.Severity == Severity.Error);
        Assert.Equal(code, fault.Code);
        Assert.DoesNotContain("sk-proj", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_that_is_never_asked_is_said_to_be()
    {
        var loaded = Load("judge: { provider: openai, model: m }");
        Assert.Equal(("judge-intent", Severity.Warning), (Assert.Single(loaded.Diagnostics).Code, loaded.Diagnostics[0].Severity));
        Assert.Empty(Load("judge: { provider: openai, model: m, when: off }").Diagnostics);
        Assert.Null(Options(Intent + "judge: { provider: openai, model: m, when: off }").Judge);
    }
}
