using System.Security.Cryptography;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// Where a call ran, as far as it can change what a call does. Written once for a process: an envelope only copies the bytes. Two snapshots with
/// one <see cref="Digest"/> name the same surroundings.
/// </summary>
public sealed class EnvironmentSnapshot
{
    private readonly EnvironmentFacts _facts;
    private EnvironmentSnapshot? _last;

    private EnvironmentSnapshot(EnvironmentFacts facts)
    {
        _facts = facts;
        if (facts == EnvironmentFacts.None)
        {
            return;
        }

        Digest = Convert.ToHexStringLower(SHA256.HashData(Write(null).Span));
        Json = Write(Digest);
    }

    /// <summary>Nothing is said of the surroundings.</summary>
    public static readonly EnvironmentSnapshot None = new(EnvironmentFacts.None);

    /// <summary>Writes what is known down.</summary>
    public static EnvironmentSnapshot Of(EnvironmentFacts facts) => new(facts);

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => Json.IsEmpty;

    /// <summary>SHA-256, lower-case hex, over the canonical JSON of all members but <c>digest</c>; empty where nothing is said.</summary>
    public string Digest { get; } = "";

    /// <summary>The canonical JSON; empty where nothing is said.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>This snapshot with the workspace as it is now. Made anew only where the root is another than last time.</summary>
    /// <param name="root">The root as of <see cref="WorkspaceRoot"/>; null where there is no workspace.</param>
    public EnvironmentSnapshot WithWorkspace(string? root)
    {
        if (root == _facts.Workspace)
        {
            return this;
        }

        // Two calls may both make it; both are equal.
        var last = Volatile.Read(ref _last);
        if (last is null || last._facts.Workspace != root)
        {
            last = new EnvironmentSnapshot(_facts with { Workspace = root });
            Volatile.Write(ref _last, last);
        }

        return last;
    }

    private ReadOnlyMemory<byte> Write(string? digest)
    {
        var w = new CanonicalJsonWriter().BeginObject().Optional("arch", _facts.Architecture).Optional("digest", digest).Optional("gateway", _facts.Gateway);
        w.Optional("os", _facts.System).Optional("runtime", _facts.Runtime).Optional("sandbox", _facts.SandboxImage);
        if (_facts.Variables.Count > 0)
        {
            w.Name("variables").BeginObject();
            foreach (var (name, sha256) in _facts.Variables)
            {
                _ = sha256 is null ? w.Name(name).Raw("null"u8) : w.Name(name).String(sha256);
            }

            w.EndObject();
        }

        return w.Optional("workspace", _facts.Workspace).EndObject().Written;
    }
}
