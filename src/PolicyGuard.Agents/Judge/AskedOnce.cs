using System.Collections.Concurrent;
using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Agents.Judge;

/// <summary>Questions that are under way: who asks the same meanwhile waits for the same answer.</summary>
internal sealed class AskedOnce
{
    private readonly ConcurrentDictionary<string, Lazy<Task<JudgeVerdict>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Asks, or waits for who asks already.</summary>
    /// <param name="key">The question.</param>
    /// <param name="ask">Asks. Does not end when the caller leaves.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<JudgeVerdict> AskAsync(string key, Func<Task<JudgeVerdict>> ask, CancellationToken ct)
    {
        var mine = new Lazy<Task<JudgeVerdict>>(() => UntilAnsweredAsync(key, ask));
        var first = _underWay.GetOrAdd(key, mine);
        var verdict = await first.Value.WaitAsync(ct).ConfigureAwait(false);

        // The tokens are counted where they were spent.
        return first == mine || !verdict.IsAnswer ? verdict : verdict with { Method = JudgeMethod.Cache, InputTokens = null, OutputTokens = null };
    }

    private async Task<JudgeVerdict> UntilAnsweredAsync(string key, Func<Task<JudgeVerdict>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }
}
