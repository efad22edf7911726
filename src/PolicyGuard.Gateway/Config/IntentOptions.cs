namespace PolicyGuard.Gateway.Config;

/// <summary>Which intent policies are in force, and where they come from.</summary>
/// <param name="Paths">Files and folders, absolute.</param>
/// <param name="Default">The policy of all flows, or null.</param>
/// <param name="Upstreams">The policies of upstreams, by their names.</param>
/// <param name="HotReload">Whether changed files are read again.</param>
public sealed record IntentOptions(IReadOnlyList<string> Paths, IntentChoice? Default, IReadOnlyDictionary<string, IntentChoice> Upstreams, bool HotReload)
{
    /// <summary>No intent is declared.</summary>
    public static readonly IntentOptions None = new([], null, new Dictionary<string, IntentChoice>(), false);

    /// <summary>All files and folders, those that are chosen by their path among them.</summary>
    public IReadOnlyList<string> AllPaths => [.. Paths.Concat(Choices.Select(static choice => choice.File).OfType<string>()).Distinct()];

    /// <summary>All choices.</summary>
    public IEnumerable<IntentChoice> Choices => Default is null ? Upstreams.Values : Upstreams.Values.Prepend(Default);
}

/// <summary>A policy that is chosen: by its name, or by its file.</summary>
/// <param name="Written">As written.</param>
/// <param name="File">The file, absolute; null where this is a name.</param>
/// <param name="Source">Where it was written: a file, a variable, a flag.</param>
/// <param name="Line">1-based; 0 where the source has no lines.</param>
/// <param name="Column">1-based; 0 where the source has no lines.</param>
public sealed record IntentChoice(string Written, string? File, string Source, int Line, int Column);
