using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gateway.Config;

/// <summary>One upstream as configured: an HTTP endpoint or a command that speaks MCP on stdio. Exactly one of <see cref="Url"/> and <see cref="Command"/> is set.</summary>
public sealed record UpstreamOptions
{
    /// <summary>The name: lower-case letters, digits and <c>-</c>, at most 32 characters; prefixes tool names on the joined endpoint.</summary>
    public required string Name { get; init; }

    /// <summary>The Streamable HTTP endpoint.</summary>
    public Uri? Url { get; init; }

    /// <summary>Headers for <see cref="Url"/>, with <c>${VAR}</c> already expanded.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The program to start.</summary>
    public string? Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Variables for the child beside those that every child gets (PATH, HOME, LANG and the like; never our own secrets).</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>The child's working directory; null means ours.</summary>
    public string? Cwd { get; init; }

    /// <summary>Most processes of <see cref="Command"/> at once: one per client session, and one that the gateway itself keeps. Default 32.</summary>
    public int MaxChildren { get; init; } = 32;

    /// <summary>Who can write into what it answers. Default: anybody.</summary>
    public SourceTrust Trust { get; init; }

    /// <summary>How long a call may go without an answer or a progress message. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call may take at most, progress or not. Default 10 min.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(10);
}
