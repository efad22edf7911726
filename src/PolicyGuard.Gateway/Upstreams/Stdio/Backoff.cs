using System.Security.Cryptography;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// How long to wait before a child that died is started again: 100 ms, doubled with each death up to 30 s, and of that a random part
/// between half and all, so that many children that died of one cause do not come back as one.
/// </summary>
internal sealed class Backoff
{
    private const int FirstMs = 100;
    private const int MostMs = 30_000;

    private int _ms = FirstMs;

    /// <summary>The next wait.</summary>
    internal TimeSpan Next()
    {
        var wait = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(_ms / 2, _ms + 1));
        _ms = Math.Min(_ms * 2, MostMs);
        return wait;
    }

    /// <summary>The child lived long enough to be called stable.</summary>
    internal void Reset() => _ms = FirstMs;
}
