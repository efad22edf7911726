using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>One key of the configuration: everything that loading, checking, showing and documenting it need to know.</summary>
/// <param name="Name">The dotted name; a <c>*</c> stands for a name that the user picks.</param>
/// <param name="Type">What may be written.</param>
/// <param name="Default">The default as a person would write it; null where the key is simply absent.</param>
/// <param name="Doc">One sentence for the reference.</param>
public sealed record ConfigKey(string Name, ConfigType Type, string? Default, string Doc)
{
    /// <summary>Other names for the same key.</summary>
    public IReadOnlyList<ConfigAlias> Aliases { get; init; } = [];

    /// <summary>Environment variables that name the key beside <c>POLICYGUARD_SECTION__KEY</c>; weaker than that one.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>The words of a <see cref="ConfigType.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least number: of units, seconds or bytes by type.</summary>
    public double Min { get; init; }

    /// <summary>The greatest number: of units, seconds or bytes by type.</summary>
    public double Max { get; init; } = int.MaxValue;

    /// <summary>Whether the value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether the last picked name keeps its letters when it comes from an environment variable.</summary>
    public bool KeepsCase { get; init; }

    /// <summary>Set where the key is known and nothing acts on it.</summary>
    public NotYet? NotYet { get; init; }
}

/// <summary>Another name of a key.</summary>
/// <param name="Name">The dotted name.</param>
/// <param name="Single">Whether this spelling takes one text where the key takes a list.</param>
public sealed record ConfigAlias(string Name, bool Single = false);

/// <summary>Why a known key has no effect.</summary>
/// <param name="Reason">What is missing and what to do instead, lower case, no full stop.</param>
/// <param name="Severity">An error where going on would leave a door open that the author believes shut; else a warning.</param>
/// <param name="Harmless">Values that ask for nothing and are accepted in silence.</param>
public sealed record NotYet(string Reason, Severity Severity, params IReadOnlyList<string> Harmless);
