using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads trust levels. A name that is none would make a rule that never applies, so it is an error.</summary>
internal static class TrustReader
{
    public static TrustLevel? Read(SourceNode node, string key, KeyReader keys, Complaints complaints)
    {
        if (node is SourceScalar scalar && TrustLevels.TryParse(scalar.Text, out var level))
        {
            if (key.EndsWith("below", StringComparison.Ordinal) && level == TrustLevel.Low)
            {
                complaints.Warning(scalar, "never-matches", $"`{key}: low` matches no agent: nothing is below low");
            }

            return level;
        }

        _ = keys.WordOf(node, key, TrustLevels.Names);
        return null;
    }
}
