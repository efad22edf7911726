using PolicyGuard.Text;

namespace PolicyGuard.Intent.Learning;

/// <summary>A tool as it was seen.</summary>
/// <param name="Upstream">Its upstream, or null.</param>
/// <param name="Name">Its canonical name.</param>
/// <param name="Plain">A glob that meets the tool by its name; null where only one with the upstream's name does.</param>
public readonly record struct LearnedTool(string? Upstream, string Name, string? Plain)
{
    /// <summary>The glob that meets the tool, with its upstream's name where that is known.</summary>
    public string WithUpstream => Upstream is null ? Plain! : Prefixed(Upstream, Name);

    /// <summary>The tool, or null where no glob says it: patterns read some characters as the end of a namespace.</summary>
    internal static LearnedTool? Of(string? upstream, CanonicalName name)
    {
        var plain = Escaped(name.Full);
        var tool = new LearnedTool(upstream, name.Full, Meets(plain, name, upstream) ? plain : null);
        return tool.Plain is not null || (upstream is not null && Meets(Prefixed(upstream, name.Full), name, upstream)) ? tool : null;
    }

    private static bool Meets(string glob, CanonicalName name, string? upstream) =>
        NamePattern.TryParseGlob(glob, out var pattern, out _) && pattern!.Matches(name, wide: false, upstream);

    private static string Prefixed(string upstream, string name) => $"{upstream}__{Escaped(name)}";

    private static string Escaped(string name) => string.Concat(name.Select(static c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
}
