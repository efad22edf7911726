using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>A stored version, read again.</summary>
/// <param name="Stored">The version.</param>
/// <param name="Document">What it says; null where it cannot be read.</param>
/// <param name="Diagnostics">What is wrong with it, as with a file.</param>
internal sealed record StoredDocument(StoredPolicy Stored, PolicyDocument? Document, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>How diagnostics and explanations name a version; no file is called so.</summary>
    public static string PathOf(StoredPolicy stored) => $"stored:{stored.Id}@{stored.Version}";

    /// <summary>Reads a version. What is in the store was checked when it came in; it is checked again, because other programs can write there and because we change.</summary>
    public static StoredDocument Read(StoredPolicy stored, PatternReader patterns)
    {
        var complaints = new Complaints(PathOf(stored));
        PolicyDocument? document = null;
        switch (new JsonSource(stored.Json, complaints).Read())
        {
            case SourceMap map:
                document = new GovernanceReader(patterns, complaints).Read(map) with { Enabled = stored.Enabled };
                if (document.Name != stored.Id)
                {
                    complaints.Error(map, "stored-id", $"the document calls itself `{document.Name}`, but is stored as `{stored.Id}`");
                }

                break;
            case { } other:
                complaints.Error(other, "wrong-type", $"a policy is an object, found {KeyReader.Shown(other)}");
                break;
        }

        if (!complaints.HasErrors)
        {
            return new StoredDocument(stored, document, complaints.All);
        }

        complaints.Error(0, 0, "stored-policy", $"version {stored.Version} of the policy `{stored.Id}`, made at run time, cannot be put in force",
            $"`policyguard policy disable {stored.Id}` takes it out, `policyguard policy rollback {stored.Id} <version>` brings an earlier version back");
        return new StoredDocument(stored, null, complaints.All);
    }
}
