using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules.Reading;

namespace PolicyGuard.Governance.Policies;

/// <summary>A policy made at run time, as a file of governance JSON.</summary>
/// <param name="Name">The file's name, without a folder: the policy's id and <c>.json</c>.</param>
/// <param name="Text">Its content.</param>
public sealed record PolicyFile(string Name, string Text)
{
    // What cannot be read here could not be loaded there either; half of an export would look like all of it.
    internal static Outcome<IReadOnlyList<PolicyFile>> Export(IReadOnlyList<StoredPolicy> policies)
    {
        var patterns = new PatternReader();
        var broken = policies.Select(p => StoredDocument.Read(p, patterns)).Where(static d => d.Document is null).SelectMany(static d => d.Diagnostics).ToList();
        return broken.Count > 0
            ? Outcome.Refused<IReadOnlyList<PolicyFile>>(Reasons.ActInvalid, string.Join('\n', broken))
            : Outcome.Done<IReadOnlyList<PolicyFile>>([.. policies.Select(static p => new PolicyFile($"{p.Id}.json", StoredJson.AsFile(StoredJson.WithEnabled(p.Json, p.Enabled))))]);
    }
}
