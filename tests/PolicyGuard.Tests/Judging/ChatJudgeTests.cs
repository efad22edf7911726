using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using PolicyGuard.Agents.Judge;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Tests.Doubles;
using static PolicyGuard.Tests.Judging.Questions;

namespace PolicyGuard.Tests.Judging;

/// <summary>The judge that asks a chat model: bounds, failures, memory.</summary>
public sealed class ChatJudgeTests
{
    private readonly TimedClock _clock = new();
    private readonly FakeChat _chat = new();

    [Fact]
    public async Task An_answer_says_whose_it_is()
    {
        _chat.Answer = static _ =>
        {
            var response = FakeChat.Of(FakeChat.Yes);
            response.ModelId = "m1-2026-11";
            response.Usage = new UsageDetails { InputTokenCount = 900, OutputTokenCount = 30, TotalTokenCount = 930 };
            return Task.FromResult(response);
        };
        using var judge = Judge(_chat, _clock);
        var verdict = await judge.JudgeAsync(Of(), default);
        Assert.Equal(
            (JudgeWord.Allow, JudgeMethod.Llm, "m1-2026-11", JudgePrompt.Version, JudgePrompt.Sha256, 900L, 30L),
            (verdict.Word, verdict.Method, verdict.Model!, verdict.Prompt!, verdict.PromptSha256!, verdict.InputTokens!.Value, verdict.OutputTokens!.Value));
    }

    [Fact]
    public async Task The_very_same_question_is_asked_once_until_its_time_is_up()
    {
        using var judge = Judge(_chat, _clock);
        Assert.Equal(JudgeMethod.Llm, (await judge.JudgeAsync(Of(), default)).Method);
        var again = await judge.JudgeAsync(Of(), default);
        Assert.Equal((JudgeMethod.Cache, JudgeWord.Allow, null, 1), (again.Method, again.Word, again.InputTokens, _chat.Asked));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(JudgeMethod.Llm, (await judge.JudgeAsync(Of(), default)).Method);
    }

    // Poisoning: a yes to one call must not open another that differs in anything, what the model saw masked included.
    [Fact]
    public async Task A_remembered_yes_counts_for_no_call_that_differs_in_anything()
    {
        using var judge = Judge(_chat, _clock);
        var first = Of();
        JudgeQuestion[] others =
        [
            Of("""{"to":"bobby"}"""), Of("""{"to":"bob","cc":"x"}"""), Of("""{"to":["bob"]}"""), Of(target: "Send"), first with { Upstream = null }, first with { Upstream = "post" }, first with { ActionType = "x" },
            first with { Beside = "{}" }, first with { Request = "" }, first with { Request = "send" }, first with { Earlier = ["a"] }, first with { Earlier = ["a", "b"] }, first with { Earlier = ["b", "a"] }, first with { Earlier = ["a,b"] },
            first with { Moves = 1 }, first with { Provenance = [new JudgeProvenance("/to", "x")] }, first with { Provenance = [new JudgeProvenance("/t", "ox")] }, first with { PolicySet = "other" }, first with { Threshold = 0.8 },
            first with { Call = "another value behind the mask" }, first with { Policies = [PolicyGuard.Tests.Intent.Policies.Of("").Document] }, first with { Policies = [.. first.Policies, .. first.Policies] },
        ];
        await judge.JudgeAsync(first, default);
        for (var i = 0; i < others.Length; i++)
        {
            Assert.Equal(JudgeMethod.Llm, (await judge.JudgeAsync(others[i], default)).Method);
            Assert.Equal(i + 2, _chat.Asked);
        }
    }

    [Theory]
    [InlineData("""{"verdict":"allow","confidence":0.7,"reason":"r","risk_indicators":[]}""", true)]
    [InlineData("""{"verdict":"allow","confidence":0.69,"reason":"r","risk_indicators":[]}""", false)]
    [InlineData("""{"verdict":"allow","confidence":1.7,"reason":"r","risk_indicators":[]}""", false)]
    [InlineData("""{"verdict":"escalate","confidence":1,"reason":"r","risk_indicators":[]}""", false)]
    [InlineData("""{"verdict":"block","confidence":0.1,"reason":"r","risk_indicators":[]}""", true)]
    [InlineData("garbage", false)]
    public async Task A_sure_yes_and_every_no_are_remembered(string answer, bool remembered)
    {
        using var judge = Judge(_chat.Saying(answer), _clock);
        await judge.JudgeAsync(Of(), default);
        await judge.JudgeAsync(Of(), default);
        Assert.Equal(remembered ? 1 : 2, _chat.Asked);
    }

    [Fact]
    public async Task The_memory_is_bounded_and_can_be_switched_off()
    {
        using (var small = Judge(_chat, _clock, static o => o with { MostCached = 3, CallsPerMinute = 1000 }))
        {
            for (var i = 0; i < 50; i++)
            {
                await small.JudgeAsync(Of($$"""{"i":{{i}}}"""), default);
            }

            Assert.Equal(JudgeMethod.Cache, (await small.JudgeAsync(Of("""{"i":49}"""), default)).Method);
            Assert.Equal(JudgeMethod.Llm, (await small.JudgeAsync(Of("""{"i":0}"""), default)).Method);
        }

        var before = _chat.Asked;
        using var none = Judge(_chat, _clock, static o => o with { CacheFor = TimeSpan.Zero });
        await none.JudgeAsync(Of(), default);
        await none.JudgeAsync(Of(), default);
        Assert.Equal(before + 2, _chat.Asked);
    }

    // Many equal calls at once would be many rolls of the dice, and one yes is enough for an attacker.
    [Fact]
    public async Task Of_equal_questions_at_once_one_is_asked()
    {
        var gate = new TaskCompletionSource();
        var roll = 0;
        _chat.Answer = async _ =>
        {
            await gate.Task;
            return FakeChat.Of(Interlocked.Increment(ref roll) == 1 ? """{"verdict":"escalate","confidence":1,"reason":"r","risk_indicators":[]}""" : FakeChat.Yes);
        };
        using var judge = Judge(_chat, _clock);
        var all = Enumerable.Range(0, 50).Select(_ => judge.JudgeAsync(Of(), default).AsTask()).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), static verdict => Assert.Equal(JudgeWord.Escalate, verdict.Word));
        Assert.Equal(1, _chat.Asked);
    }

    [Fact]
    public async Task Who_leaves_takes_nobody_elses_answer_along()
    {
        var gate = new TaskCompletionSource();
        _chat.Answer = async ct =>
        {
            await gate.Task.WaitAsync(ct);
            return FakeChat.Of(FakeChat.Yes);
        };
        using var judge = Judge(_chat, _clock);
        using var leaving = new CancellationTokenSource();
        var (leaver, stayer) = (judge.JudgeAsync(Of(), leaving.Token).AsTask(), judge.JudgeAsync(Of(), default).AsTask());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        gate.SetResult();
        Assert.Equal(JudgeWord.Allow, (await stayer).Word);
    }

    [Fact]
    public async Task A_model_that_hangs_gives_no_answer_when_the_time_is_up_also_where_it_cannot_be_cancelled()
    {
        foreach (var deaf in new[] { false, true })
        {
            _chat.Answer = ct => deaf ? new TaskCompletionSource<ChatResponse>().Task : Task.Delay(Timeout.InfiniteTimeSpan, ct).ContinueWith<ChatResponse>(static _ => throw new OperationCanceledException(), TaskScheduler.Default);
            using var judge = Judge(_chat, _clock);
            var asked = judge.JudgeAsync(Of($$"""{"deaf":{{(deaf ? 1 : 0)}}}"""), default).AsTask();
            await Until(() => _chat.Asked == (deaf ? 2 : 1));
            Assert.False(asked.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(10));
            var verdict = await asked;
            Assert.Equal((false, "it did not answer within 10 s"), (verdict.IsAnswer, verdict.Reason));
        }
    }

    // A client that blocks its thread, or never ends, keeps its turn: what piles up is refused and not started.
    [Fact]
    public async Task Few_are_asked_at_once_few_wait_and_the_rest_get_no_answer()
    {
        var never = new TaskCompletionSource<ChatResponse>();
        _chat.Answer = _ => never.Task;
        using var judge = Judge(_chat, _clock, static o => o with { MostAtOnce = 2, MostWaiting = 3 });
        var all = Enumerable.Range(0, 10).Select(i => judge.JudgeAsync(Of($$"""{"i":{{i}}}"""), default).AsTask()).ToList();
        await Until(() => _chat.Asked == 2 && all.Count(static task => task.IsCompleted) == 5);
        Assert.All(all.Where(static task => task.IsCompleted), static task => Assert.Equal("too many questions wait for it", task.Result.Reason));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.All(await Task.WhenAll(all), static verdict => Assert.False(verdict.IsAnswer));
        Assert.Equal(2, _chat.Asked);

        var later = judge.JudgeAsync(Of("""{"i":"later"}"""), default).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False((await later).IsAnswer);
        Assert.Equal(2, _chat.Asked);

        never.SetResult(FakeChat.Of(FakeChat.Yes));
        _chat.Answer = static _ => Task.FromResult(FakeChat.Of(FakeChat.Yes));
        await Until(() => judge.JudgeAsync(Of("""{"i":"free again"}"""), default).AsTask() is { IsCompletedSuccessfully: true, Result.IsAnswer: true });
    }

    [Fact]
    public async Task A_provider_that_fails_is_left_alone_for_a_while_and_then_tried_once()
    {
        var log = new List<string>();
        _chat.Answer = static _ => throw new HttpRequestException("connection refused");
        using var judge = Judge(_chat, _clock, log: log);
        for (var i = 0; i < 8; i++)
        {
            Assert.False((await judge.JudgeAsync(Of(), default)).IsAnswer);
        }

        Assert.Equal((5, 5), (_chat.Asked, log.Count));
        Assert.Contains("left alone", (await judge.JudgeAsync(Of(), default)).Reason, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(31));
        _chat.Saying(FakeChat.Yes);
        Assert.True((await judge.JudgeAsync(Of(), default)).IsAnswer);
        Assert.Equal(6, _chat.Asked);
    }

    [Fact]
    public async Task What_the_provider_says_of_a_fault_is_for_the_operator_alone()
    {
        var log = new List<string>();
        _chat.Answer = static _ => throw new InvalidOperationException("Incorrect API key provided: sk-1234");
        using var judge = Judge(_chat, _clock, log: log);
        Assert.DoesNotContain("sk-1234", (await judge.JudgeAsync(Of(), default)).ToString(), StringComparison.Ordinal);
        Assert.Contains("sk-1234", Assert.Single(log), StringComparison.Ordinal);
    }

    // Who writes the arguments may make the model talk nonsense; that must not switch the judge off for others.
    [Fact]
    public async Task Garbage_does_not_open_the_breaker()
    {
        _chat.Saying("I cannot help with that.");
        using var judge = Judge(_chat, _clock);
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await judge.JudgeAsync(Of(), default)).IsAnswer);
        }

        Assert.Equal(20, _chat.Asked);
    }

    [Fact]
    public async Task Calls_a_minute_are_bounded()
    {
        using var judge = Judge(_chat, _clock, static o => o with { CallsPerMinute = 3 });
        var verdicts = new ConcurrentBag<JudgeVerdict>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => verdicts.Add(await judge.JudgeAsync(Of($$"""{"i":{{i}}}"""), default)))));
        Assert.Equal((3, 3), (_chat.Asked, verdicts.Count(static verdict => verdict.IsAnswer)));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await judge.JudgeAsync(Of(), default)).IsAnswer);
    }

    [Fact]
    public async Task Tokens_a_day_are_bounded_by_what_the_provider_counts()
    {
        _chat.Answer = static _ => Task.FromResult(FakeChat.Of(FakeChat.Yes, tokens: 4000));
        using var judge = Judge(_chat, _clock, static o => o with { TokensPerDay = 10_000, CallsPerMinute = 1000 });
        for (var i = 0; i < 10; i++)
        {
            await judge.JudgeAsync(Of($$"""{"i":{{i}}}"""), default);
        }

        Assert.InRange(_chat.Asked, 2, 3);
        Assert.Contains("10000 tokens", (await judge.JudgeAsync(Of("""{"i":"more"}"""), default)).Reason, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await judge.JudgeAsync(Of("""{"i":"more"}"""), default)).IsAnswer);
    }

    [Fact]
    public async Task A_provider_that_counts_nothing_or_nonsense_gives_no_tokens_away()
    {
        foreach (var tokens in new long?[] { null, long.MinValue, -5 })
        {
            var chat = new FakeChat { Answer = _ => Task.FromResult(FakeChat.Of(FakeChat.Yes, tokens)) };
            using var judge = Judge(chat, _clock, static o => o with { TokensPerDay = 12_000, CallsPerMinute = 100 });
            for (var i = 0; i < 100; i++)
            {
                await judge.JudgeAsync(Of($$"""{"i":{{i}}}"""), default);
            }

            Assert.InRange(chat.Asked, 1, 10);
        }
    }

    [Fact]
    public async Task A_call_that_is_too_long_is_not_shown_in_part()
    {
        using var judge = Judge(_chat, _clock, static o => o with { MostQuestionBytes = 4096 });
        var verdict = await judge.JudgeAsync(Of($$"""{"a":"{{new string('x', 5000)}}"}"""), default);
        Assert.Equal((false, 0), (verdict.IsAnswer, _chat.Asked));
        Assert.Contains("too long", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 1, 1, 1)]
    [InlineData(1, 0, 1, 1, 1)]
    [InlineData(1, 1, 0, 1, 1)]
    [InlineData(1, 1, 1, 0, 1)]
    [InlineData(1, 1, 1, 1, 0)]
    public void A_bound_that_makes_no_sense_is_refused(int seconds, int calls, int tokens, int atOnce, int cached) => Assert.ThrowsAny<ArgumentOutOfRangeException>(() =>
        Judge(_chat, _clock, o => o with { TimeLimit = TimeSpan.FromSeconds(seconds), CallsPerMinute = calls, TokensPerDay = tokens, MostAtOnce = atOnce, MostCached = cached }));

    // What happens on other threads happens soon; a test that hangs fails by its own limit.
    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 3000 && !holds(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(holds());
    }
}
