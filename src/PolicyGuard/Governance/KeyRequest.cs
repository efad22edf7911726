using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>A request for an API key.</summary>
/// <param name="Role">The role as written.</param>
public sealed record KeyRequest(string Role)
{
    /// <summary>The agent that the key proves, or null; who holds an unbound one may claim any, and is trusted little.</summary>
    public string? Agent { get; init; }

    /// <summary>The most trust that its calls have, as written, or null.</summary>
    public string? MaxTrust { get; init; }

    /// <summary>The upstreams that it reaches, at most 64; empty for all.</summary>
    public IReadOnlyList<string> Upstreams { get; init; } = [];

    /// <summary>How long it is good, one minute to ten years; null for as long as nobody revokes it.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>What it is for; one line, at most 256 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>A key that was made.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Token">The key itself. It cannot be shown again: hand it over and forget it.</param>
public sealed record KeyCreated(ApiKey Key, string Token)
{
    /// <summary>Without the key itself.</summary>
    public override string ToString() => $"KeyCreated {Key.Id}";
}
