using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>
/// Everything that stands at one moment, and what comes of it together: the policies of files, and the newest version of each policy made at
/// run time. Governance JSON of both answers as one <c>first_match</c> set: by priority, of equal ones files first, then the older policy.
/// </summary>
internal sealed class Standing
{
    private readonly Effect? _default;

    private Standing(IReadOnlyList<PolicyDocument> files, IReadOnlyList<StoredDocument> stored, Effect? defaultAction, long revision)
    {
        (Files, Stored, _default, Revision) = (files, stored, defaultAction, revision);
        Documents = [.. files, .. stored.Where(static s => s.Stored.Enabled && s.Document is not null).Select(s => Apart(s, files))];
        var faults = stored.Where(static s => s.Stored.Enabled).SelectMany(static s => s.Diagnostics).Where(static d => d.Severity == Severity.Error);
        var joined = PolicyLoader.Join(Documents, faults, defaultAction);
        (Rules, Diagnostics) = (joined.Rules, joined.Diagnostics);
    }

    /// <summary>The policies of files.</summary>
    public IReadOnlyList<PolicyDocument> Files { get; }

    /// <summary>The policies made at run time, the oldest first.</summary>
    public IReadOnlyList<StoredDocument> Stored { get; }

    /// <summary>What takes part in decisions, in the order in which equal priorities go.</summary>
    public IReadOnlyList<PolicyDocument> Documents { get; }

    /// <summary>The store's revision; the list was read after it.</summary>
    public long Revision { get; }

    /// <summary>All of it compiled; null where something is wrong.</summary>
    public RuleSet? Rules { get; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Joins.</summary>
    /// <param name="files">The policies of files.</param>
    /// <param name="stored">The newest versions, the oldest policy first.</param>
    /// <param name="defaultAction">What <see cref="PolicyLoader.Load"/> got.</param>
    /// <param name="revision">The store's revision, from before the list was read.</param>
    /// <param name="before">What stood before: what has not changed since is not read again.</param>
    public static Standing Of(IReadOnlyList<PolicyDocument> files, IReadOnlyList<StoredPolicy> stored, Effect? defaultAction, long revision, Standing? before = null)
    {
        var patterns = new PatternReader();
        var known = before?.Stored.ToDictionary(static s => s.Stored.Id, StringComparer.Ordinal);
        return new Standing(
            files, [.. stored.Select(s => known?.GetValueOrDefault(s.Id) is { } read && read.Stored == s ? read : StoredDocument.Read(s, patterns))], defaultAction, revision);
    }

    /// <summary>The same with other files.</summary>
    public Standing With(IReadOnlyList<PolicyDocument> files) => new(files, Stored, _default, Revision);

    /// <summary>The same with one policy made or changed.</summary>
    public Standing With(StoredPolicy next)
    {
        var document = StoredDocument.Read(next, new PatternReader());
        var stored = Stored.ToList();
        var at = stored.FindIndex(s => s.Stored.Id == next.Id);
        if (at < 0)
        {
            stored.Add(document);
        }
        else
        {
            stored[at] = document;
        }

        return new Standing(Files, stored, _default, Revision);
    }

    /// <summary>The policy made at run time that has an id, or null.</summary>
    public StoredDocument? Find(string id) => Stored.FirstOrDefault(s => s.Stored.Id == id);

    // A file that came later under a name that was taken is not held up by it: nobody keeps files from loading by taking names. A new
    // policy cannot take the name of a file; see PolicyDesk.
    private static PolicyDocument Apart(StoredDocument stored, IReadOnlyList<PolicyDocument> files) =>
        files.Any(f => f.Name == stored.Stored.Id) ? stored.Document! with { Name = $"stored:{stored.Stored.Id}" } : stored.Document!;
}
