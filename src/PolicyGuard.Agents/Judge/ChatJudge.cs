using Microsoft.Extensions.AI;
using Polly.CircuitBreaker;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Agents.Judge;

/// <summary>
/// A judge that asks a chat model:
/// <code>
///   question → JudgePrompt   one JSON document; too long → no answer
///            → VerdictCache  the very same question, answered lately
///            → Turns         few at once, few that wait
///            → JudgeBudget   calls a minute, tokens a day
///            → Breaker       a provider that fails is left alone for a while
///            → IChatClient   within the time limit
///            → JudgeReply    strict; garbage is no answer
/// </code>
/// Wherever this path ends early there is no answer, and the gate asks a human. Of equal questions at the same time one is asked: who may roll the dice
/// often gets the yes that it wants.
/// </summary>
public sealed class ChatJudge : IIntentJudge, IDisposable
{
    private readonly IChatClient _client;
    private readonly JudgeOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _log;
    private readonly VerdictCache _cache;
    private readonly AskedOnce _asked = new();
    private readonly Turns _turns;
    private readonly JudgeBudget _budget;
    private readonly Breaker _breaker;

    /// <summary>Makes a judge.</summary>
    /// <param name="client">The model; disposed with the judge.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator where the model cannot be asked; must not throw.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound makes no sense.</exception>
    public ChatJudge(IChatClient client, JudgeOptions options, TimeProvider clock, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.TimeLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CallsPerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TokensPerDay, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostCached, 1);
        (_client, _options, _clock, _log) = (client, options, clock, log);
        _cache = new VerdictCache(options.MostCached, options.CacheFor, clock);
        _turns = new Turns(options.MostAtOnce, options.MostWaiting);
        _budget = new JudgeBudget(options.CallsPerMinute, options.TokensPerDay, clock);
        _breaker = new Breaker(clock);
    }

    /// <inheritdoc/>
    public async ValueTask<JudgeVerdict> JudgeAsync(JudgeQuestion question, CancellationToken ct)
    {
        var data = JudgePrompt.Data(question);
        if (data.Length > _options.MostQuestionBytes)
        {
            return JudgeVerdict.NoAnswer($"the call is too long to be judged ({data.Length} bytes, and {_options.MostQuestionBytes} fit)");
        }

        var key = QuestionKey.Of(question, data, _options.Model);
        return _cache.Find(key) ?? await _asked.AskAsync(key, () => AskAsync(key, question, data), ct).ConfigureAwait(false);
    }

    /// <summary>Lets go of the model.</summary>
    public void Dispose() => _client.Dispose();

    // Goes on without the caller, who may leave: others may wait for the same answer.
    private async Task<JudgeVerdict> AskAsync(string key, JudgeQuestion question, ReadOnlyMemory<byte> data)
    {
        // It may have been answered between look-up and here.
        if (_cache.Find(key) is { } known)
        {
            return known;
        }

        using var limit = new CancellationTokenSource(_options.TimeLimit, _clock);
        try
        {
            if (!await _turns.TakeAsync(limit.Token).ConfigureAwait(false))
            {
                return JudgeVerdict.NoAnswer("too many questions wait for it");
            }

            var verdict = await InTurnAsync(data, limit.Token).ConfigureAwait(false);
            if (verdict.Word == JudgeWord.Block || verdict.Objection(question.Threshold) is null)
            {
                _cache.Put(key, verdict);
            }

            return verdict;
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException && limit.IsCancellationRequested)
        {
            return JudgeVerdict.NoAnswer($"it did not answer within {_options.TimeLimit.TotalSeconds:0.###} s");
        }
        catch (BrokenCircuitException)
        {
            return JudgeVerdict.NoAnswer("it failed too often lately, and is left alone for a while");
        }
        catch (Exception fault)
        {
            // What a provider says may repeat parts of the key, so it goes to the operator alone.
            _log($"judge: {_options.Model} cannot be asked: {fault.GetType().Name}: {fault.Message}");
            return JudgeVerdict.NoAnswer("it cannot be asked; the operator's log says why");
        }
    }

    private async Task<JudgeVerdict> InTurnAsync(ReadOnlyMemory<byte> data, CancellationToken limit)
    {
        var handedOn = false;
        try
        {
            var reserved = JudgeBudget.Estimate(data.Length, _options.MostAnswerTokens);
            if (!_budget.TryTake(reserved, out var why))
            {
                return JudgeVerdict.NoAnswer(why);
            }

            try
            {
                var response = await _breaker.RunAsync(
                    token =>
                    {
                        handedOn = true;

                        // On another thread, so that a client that blocks holds up its turn only.
                        return Task.Run(() => GetAsync(data, token), CancellationToken.None).WaitAsync(token);
                    },
                    limit).ConfigureAwait(false);
                _budget.Settle(reserved, response.Usage?.TotalTokenCount is { } used and >= 0 ? used : reserved);
                return JudgeReply.Read(response, _options.Model);
            }
            catch (BrokenCircuitException)
            {
                _budget.GiveBack(reserved);
                throw;
            }
        }
        finally
        {
            if (!handedOn)
            {
                _turns.GiveBack();
            }
        }
    }

    // The turn is over when the client is done, not when we stop waiting: one that does not let itself be cancelled must not pile up questions.
    private async Task<ChatResponse> GetAsync(ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        try
        {
            return await _client.GetResponseAsync(JudgePrompt.Messages(data), JudgePrompt.Options(_options), ct).ConfigureAwait(false);
        }
        finally
        {
            _turns.GiveBack();
        }
    }
}
