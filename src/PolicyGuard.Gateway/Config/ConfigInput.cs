using PolicyGuard.Rules;

namespace PolicyGuard.Gateway.Config;

/// <summary>Everything that has a say in the configuration, weakest first.</summary>
public sealed record ConfigInput
{
    /// <summary>The configuration file, or null where there is none.</summary>
    public PolicySource? File { get; init; }

    /// <summary>Where relative paths in the file count from.</summary>
    public string FileFolder { get; init; } = "";

    /// <summary>The environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether upstreams of the file and the environment are left aside, unread: their variables need not be set for a program that uses none of them.</summary>
    public bool WithoutUpstreams { get; init; }

    /// <summary>Whether sinks of the audit log are left aside in the same way.</summary>
    public bool WithoutShipping { get; init; }

    /// <summary>The data folder where nobody names one; null means the platform's, see <see cref="DataFolder"/>.</summary>
    public string? DefaultDataFolder { get; init; }

    /// <summary>The command line.</summary>
    public IReadOnlyList<ConfigFlag> Flags { get; init; } = [];

    /// <summary>Where relative paths in the environment and on the command line count from.</summary>
    public required string WorkingFolder { get; init; }

    internal string FallbackDataFolder => DefaultDataFolder ?? DataFolder.Default(Environment, WorkingFolder);
}
