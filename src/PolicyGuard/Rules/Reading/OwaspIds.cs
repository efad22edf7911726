using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>
/// The identifiers that rules may carry: the OWASP Top 10 for Agentic Applications 2026 (<c>ASI01</c>–<c>ASI10</c>) and the OWASP MCP Top 10
/// of 2025 (<c>MCP01</c>–<c>MCP10</c>).
/// </summary>
internal static class OwaspIds
{
    private static readonly string[] All =
        [.. from list in new[] { "ASI", "MCP" } from number in Enumerable.Range(1, 10) select string.Create(CultureInfo.InvariantCulture, $"{list}{number:00}")];

    /// <summary>Reads one identifier; null where there is none of that name.</summary>
    /// <param name="scalar">The identifier as written.</param>
    /// <param name="old">Whether the old spelling <c>ASI-03</c> is read as well.</param>
    /// <param name="complaints">Where faults go.</param>
    public static string? Read(SourceScalar scalar, bool old, Complaints complaints)
    {
        var text = old && scalar.Text is ['A', 'S', 'I', '-', ..] ? $"ASI{scalar.Text[4..]}" : scalar.Text;
        if (All.Contains(text))
        {
            return text;
        }

        var near = Suggestion.Nearest(text, All);
        complaints.Error(scalar, "unknown-owasp", $"`{scalar.Text}` is not an identifier of the OWASP lists: expected ASI01 to ASI10 or MCP01 to MCP10",
            near is null ? null : $"did you mean `{near}`?");
        return null;
    }
}
