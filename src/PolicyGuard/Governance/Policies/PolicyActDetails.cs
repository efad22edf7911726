using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>What the log says of an act on a policy: which version became which, and what a digest holds it to.</summary>
internal static class PolicyActDetails
{
    public static ReadOnlyMemory<byte> Of(StoredPolicy? old, StoredPolicy next, int rules)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("enabled").Boolean(next.Enabled);
        w.Name("from").Number(old?.Version ?? 0);
        w.Name("rules").Number(rules);
        w.Name("sha256").String(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(next.Json))));
        w.Name("to").Number(next.Version).EndObject();
        return w.Written;
    }
}
