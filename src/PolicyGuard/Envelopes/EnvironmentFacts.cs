using System.Security.Cryptography;
using System.Text;

namespace PolicyGuard.Envelopes;

/// <summary>What is known of the surroundings. Null and empty members are not said.</summary>
public sealed record EnvironmentFacts
{
    /// <summary>Nothing.</summary>
    public static readonly EnvironmentFacts None = new();

    /// <summary>What stands for the root of a workspace that could not be read.</summary>
    public const string UnknownWorkspace = "unknown";

    /// <summary>The gateway's version.</summary>
    public string? Gateway { get; init; }

    /// <summary>The operating system and its version.</summary>
    public string? System { get; init; }

    /// <summary>The processor's architecture, for example <c>x64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>The runtime and its version.</summary>
    public string? Runtime { get; init; }

    /// <summary>The sandbox's image by digest; null where calls run without one.</summary>
    public string? SandboxImage { get; init; }

    /// <summary>The workspace's root, see <see cref="WorkspaceRoot"/>.</summary>
    public string? Workspace { get; init; }

    /// <summary>
    /// The selected environment variables in the order of their names: name and SHA-256 (lower-case hex) of the value, null where it is not set.
    /// Never a value.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Variables { get; private init; } = [];

    /// <summary>These facts with the variables that the operator selected. The digest of a guessable value can be guessed: secrets do not belong here.</summary>
    /// <param name="names">The names, in any order; one named twice counts once.</param>
    /// <param name="value">Gives the value of a variable, null where it is not set.</param>
    /// <exception cref="ArgumentException">A name is empty or holds <c>=</c> or NUL: no variable can have it.</exception>
    public EnvironmentFacts WithVariables(IEnumerable<string> names, Func<string, string?> value)
    {
        var selected = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name =>
            name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0
                ? KeyValuePair.Create(name, value(name) is { } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) : null)
                : throw new ArgumentException($"'{name}' is no name of an environment variable", nameof(names)));
        return this with { Variables = [.. selected] };
    }
}
