using System.Security.Cryptography;

namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// How long to wait after a failure: 1 s, doubled each time up to 60 s, and of that a random part between half and all, so that many that lost
/// the same sink do not come back as one.
/// </summary>
internal sealed class Backoff
{
    private const int FirstMs = 1000;
    private const int MostMs = 60_000;

    /// <summary>Nobody is obeyed for longer.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    private int _ms = FirstMs;

    /// <summary>The next wait.</summary>
    internal TimeSpan Next(ShipException? failure)
    {
        _ms = failure is { Refused: true } ? MostMs : _ms;
        var wait = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(_ms / 2, _ms + 1));
        _ms = Math.Min(_ms * 2, MostMs);
        var asked = failure?.RetryAfter ?? TimeSpan.Zero;
        return asked <= wait ? wait : asked > MostPatience ? MostPatience : asked;
    }

    /// <summary>It works again.</summary>
    internal void Reset() => _ms = FirstMs;
}
