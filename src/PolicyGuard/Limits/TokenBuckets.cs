using System.Collections.Concurrent;

namespace PolicyGuard.Limits;

/// <summary>One token bucket per key: it starts full, holds <see cref="RateLimit.Burst"/> and refills evenly. Thread-safe; memory is bounded.</summary>
public sealed class TokenBuckets
{
    /// <summary>Keys remembered. Beyond, buckets that have refilled are dropped: dropping them changes nothing.</summary>
    public const int MaxKeys = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly RateLimit _limit;
    private int _sweeping;

    /// <summary>Makes buckets of one size.</summary>
    public TokenBuckets(RateLimit limit, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.PerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit.Burst, 1);
        _limit = limit;
        _clock = clock;
    }

    /// <summary>Takes a token; or says how long until there is one.</summary>
    public bool TryTake(string key, out TimeSpan retryAfter)
    {
        if (_buckets.Count >= MaxKeys)
        {
            Sweep();
        }

        var bucket = _buckets.GetOrAdd(key, static (_, first) => new Bucket(first.Burst, first.Now), (_limit.Burst, Now: _clock.GetTimestamp()));
        lock (bucket)
        {
            Refill(bucket);
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens -= 1;
                retryAfter = TimeSpan.Zero;
                return true;
            }

            retryAfter = TimeSpan.FromSeconds((1 - bucket.Tokens) * 60 / _limit.PerMinute);
            return false;
        }
    }

    private void Refill(Bucket bucket)
    {
        var now = _clock.GetTimestamp();
        bucket.Tokens = Math.Min(_limit.Burst, bucket.Tokens + (_clock.GetElapsedTime(bucket.At, now).TotalMinutes * _limit.PerMinute));
        bucket.At = now;
    }

    // One thread sweeps, the others go on; a flood of new names costs a pass over the table now and then, not at each name.
    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1)
        {
            return;
        }

        foreach (var (key, bucket) in _buckets)
        {
            lock (bucket)
            {
                Refill(bucket);
                if (bucket.Tokens >= _limit.Burst)
                {
                    _buckets.TryRemove(key, out _);
                }
            }
        }

        Interlocked.Exchange(ref _sweeping, 0);
    }

    private sealed class Bucket(double tokens, long at)
    {
        public double Tokens { get; set; } = tokens;

        public long At { get; set; } = at;
    }
}
