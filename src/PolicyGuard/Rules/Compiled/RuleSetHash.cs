using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Names a rule set by its content: sets that decide or speak differently have different hashes, comments and layout do not count.</summary>
internal sealed class RuleSetHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(IReadOnlyList<CompiledSet> sets, Effect defaultAction, string defaultSource)
    {
        var hash = new RuleSetHash();
        hash.Put("policyguard rules 1", defaultAction.Name(), defaultSource);
        foreach (var set in sets)
        {
            hash.Put("set", set.Combine.ToString());
            foreach (var rule in set.Rules)
            {
                hash.Put("rule", rule.Policy.Name, rule.Rule.Id, rule.Effect.Name(), rule.Match.Message);
                hash.Put([.. rule.Rule.Owasp]);
                hash.Put([.. rule.Rule.Tools.Select(t => t.Canonical).Order(StringComparer.Ordinal)]);
                foreach (var condition in rule.Conditions)
                {
                    hash.Put(condition.Key, condition.Wanted);
                }

                if (!rule.Rule.Result.IsEmpty)
                {
                    hash.Put("result", rule.Rule.Result.ToString());
                }
            }
        }

        return Convert.ToHexStringLower(hash._hash.GetHashAndReset());
    }

    // Each text with its length, each group with its size, so that no two forms run together.
    private void Put(params ReadOnlySpan<string> texts)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, texts.Length);
        _hash.AppendData(size);
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(size, bytes.Length);
            _hash.AppendData(size);
            _hash.AppendData(bytes);
        }
    }
}
