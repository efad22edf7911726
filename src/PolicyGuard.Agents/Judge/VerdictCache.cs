using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Agents.Judge;

/// <summary>
/// Answers that are used again: a yes that was sure enough, so that a repeated call costs nothing, and every no, so that asking again does not
/// bring another answer. Bounded in number and time; the oldest goes first.
/// </summary>
/// <param name="most">The most answers, at least 1.</param>
/// <param name="lifetime">How long one is used; zero keeps none.</param>
/// <param name="clock">The clock.</param>
internal sealed class VerdictCache(int most, TimeSpan lifetime, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (JudgeVerdict Verdict, long At)> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long At)> _order = new();

    /// <summary>The answer, as one from the cache; null where there is none that is young enough.</summary>
    public JudgeVerdict? Find(string key)
    {
        lock (_lock)
        {
            return _answers.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < lifetime
                ? known.Verdict with { Method = JudgeMethod.Cache, InputTokens = null, OutputTokens = null }
                : null;
        }
    }

    /// <summary>Remembers an answer.</summary>
    public void Put(string key, JudgeVerdict verdict)
    {
        if (lifetime <= TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _answers[key] = (verdict, now);
            _order.Enqueue((key, now));
            while (_answers.Count > most || _order.Count > 2L * most)
            {
                // An answer that was given anew meanwhile is another one, further back.
                var (oldest, at) = _order.Dequeue();
                if (_answers.TryGetValue(oldest, out var known) && known.At == at)
                {
                    _answers.Remove(oldest);
                }
            }
        }
    }
}
