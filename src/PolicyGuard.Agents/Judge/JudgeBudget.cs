namespace PolicyGuard.Agents.Judge;

/// <summary>
/// What asking may cost: calls a minute, tokens in 24 hours. Tokens are reserved before a question is asked and corrected by what the provider
/// counted, so that questions side by side cannot overdraw. Periods count from the start of the process, by a clock that nobody sets.
/// </summary>
/// <param name="callsPerMinute">At least 1.</param>
/// <param name="tokensPerDay">At least 1.</param>
/// <param name="clock">The clock.</param>
internal sealed class JudgeBudget(int callsPerMinute, long tokensPerDay, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private (long Period, int Count) _calls;
    private (long Period, long Count) _tokens;

    /// <summary>What a question may cost at most, roughly: English has about four bytes a token, escapes and other languages fewer.</summary>
    /// <param name="bytes">The bytes of the question's data; the instructions are added.</param>
    /// <param name="answer">The most tokens of the answer.</param>
    public static long Estimate(int bytes, int answer) => ((bytes + JudgePrompt.Instructions.Length) / 3) + answer;

    /// <summary>Takes one call and so many tokens, or says why not.</summary>
    public bool TryTake(long tokens, out string why)
    {
        lock (_lock)
        {
            Turn();
            why = _calls.Count >= callsPerMinute ? $"it was asked {callsPerMinute} times within this minute, and no more is allowed"
                : _tokens.Count + tokens > tokensPerDay ? $"the {tokensPerDay} tokens of this day are used up"
                : "";
            if (why.Length > 0)
            {
                return false;
            }

            _calls.Count++;
            _tokens.Count += tokens;
            return true;
        }
    }

    /// <summary>Corrects what was reserved by what was used.</summary>
    public void Settle(long reserved, long used)
    {
        lock (_lock)
        {
            Turn();
            _tokens.Count = Math.Max(0, _tokens.Count - reserved + used);
        }
    }

    /// <summary>Takes back a call that was never made.</summary>
    public void GiveBack(long reserved)
    {
        lock (_lock)
        {
            Turn();
            _calls.Count = Math.Max(0, _calls.Count - 1);
            _tokens.Count = Math.Max(0, _tokens.Count - reserved);
        }
    }

    private void Turn()
    {
        var elapsed = clock.GetElapsedTime(_start);
        if (elapsed.Ticks / Minute.Ticks is var minute && minute > _calls.Period)
        {
            _calls = (minute, 0);
        }

        if (elapsed.Ticks / Day.Ticks is var day && day > _tokens.Period)
        {
            _tokens = (day, 0);
        }
    }
}
