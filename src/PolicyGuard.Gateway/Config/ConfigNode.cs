using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Where something was written: a place in a file, an environment variable, a flag.</summary>
internal sealed record ConfigPlace(string Source, int Line = 0, int Column = 0)
{
    public Diagnostic Error(string code, string message, string? help = null) => new(Severity.Error, Source, Line, Column, code, message, help);

    public Diagnostic Warning(string code, string message, string? help = null) => new(Severity.Warning, Source, Line, Column, code, message, help);

    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}

/// <summary>A value as written, whatever it was written in.</summary>
internal abstract record ConfigNode(ConfigPlace Place);

/// <summary>A single value. <see cref="Written"/> is what the author typed; <see cref="Text"/> has variables expanded.</summary>
internal sealed record ConfigScalar(ConfigPlace Place, string Written) : ConfigNode(Place)
{
    public string Text { get; init; } = Written;

    /// <summary>The key is there and says nothing.</summary>
    public bool IsNull { get; init; }
}

/// <summary>A list.</summary>
internal sealed record ConfigList(ConfigPlace Place, IReadOnlyList<ConfigNode> Items) : ConfigNode(Place);

/// <summary>A section.</summary>
internal sealed record ConfigMap(ConfigPlace Place, IReadOnlyList<ConfigMember> Members) : ConfigNode(Place);

/// <summary>One key of a section.</summary>
internal sealed record ConfigMember(string Name, ConfigPlace Place, ConfigNode Value);
