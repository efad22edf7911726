using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance;

/// <summary>Finds all that is wrong with a request about an agent, and all that is doubtful.</summary>
internal static class AgentCheck
{
    private const int LongestName = 256;
    private const int LongestDescription = 4096;
    private const int LongestNote = 1024;
    private const int MostPatterns = 256;
    private const int LongestPattern = 256;
    private static readonly RpcLimits MetadataLimits = new(16 * 1024, 32, 4096);

    /// <summary>All that is wrong with a registration.</summary>
    public static List<string> Faults(AgentRegistration request)
    {
        var faults = new List<string>();
        Id(faults, request.Id);
        Line(faults, "name", request.Name, LongestName);
        Prose(faults, "description", request.Description, LongestDescription);
        Line(faults, "note", request.Note, LongestNote);
        if (request.Trust is { } trust && !TrustLevels.TryParse(trust, out _))
        {
            faults.Add($"Invalid trust level '{Short(trust)}': trust_level is one of {string.Join(", ", TrustLevels.Names)}");
        }

        Patterns(faults, "allowed_tools", request.AllowedTools);
        Patterns(faults, "denied_tools", request.DeniedTools);
        if (request.Metadata is { } metadata)
        {
            Metadata(faults, metadata);
        }

        return faults;
    }

    /// <summary>All that is wrong with an id and a note.</summary>
    public static List<string> Faults(string id, string parameter, string? note)
    {
        var faults = new List<string>();
        Id(faults, id);
        Line(faults, parameter, note, LongestNote);
        return faults;
    }

    /// <summary>What is doubtful about an agent.</summary>
    public static IReadOnlyList<string> Warnings(Agent agent)
    {
        var warnings = new List<string>();
        if (agent.Trust == TrustLevel.Admin)
        {
            warnings.Add("Agent has ADMIN trust level: it may do everything that no rule, list or approval stops");
        }

        if (agent.AllowedTools.IsEmpty && agent.DeniedTools.IsEmpty)
        {
            warnings.Add("No tool restrictions defined: the agent may call every tool that policy allows; allowed_tools and denied_tools narrow that");
        }

        return warnings;
    }

    /// <summary>What people read in one line has to stay one line, and to be read as it is.</summary>
    public static void Line(List<string> faults, string parameter, string? text, int longest)
    {
        Prose(faults, parameter, text, longest);
        if (text is not null && text.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0)
        {
            faults.Add($"{parameter}: has to be one line");
        }
    }

    private static void Id(List<string> faults, string? id)
    {
        if (!AgentIds.IsValid(id))
        {
            faults.Add($"agent_id: {AgentIds.Rule}");
        }
    }

    private static void Patterns(List<string> faults, string parameter, IReadOnlyList<string>? patterns)
    {
        if (patterns is null)
        {
            return;
        }

        if (patterns.Count > MostPatterns)
        {
            faults.Add($"{parameter}: {patterns.Count} patterns; at most {MostPatterns} are allowed");
            return;
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i] is not { Length: > 0 and <= LongestPattern } pattern)
            {
                faults.Add($"{parameter}[{i}]: a pattern has 1 to {LongestPattern} characters");
            }
            else if (!NamePattern.TryParseGlob(pattern, out _, out var fault))
            {
                faults.Add($"{parameter}[{i}]: `{Short(pattern)}`: {fault}");
            }
        }
    }

    private static void Metadata(List<string> faults, string metadata)
    {
        if (!IsText(metadata))
        {
            faults.Add("metadata: not valid Unicode");
        }
        else if (!StrictJson.TryCheck(Encoding.UTF8.GetBytes(metadata), MetadataLimits, out var fault))
        {
            faults.Add($"metadata: {fault!.Message}");
        }
        else
        {
            using var json = JsonDocument.Parse(metadata);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add("metadata: has to be a JSON object");
            }
        }
    }

    internal static void Prose(List<string> faults, string parameter, string? text, int longest)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > longest)
        {
            faults.Add($"{parameter}: {text.Length} characters; at most {longest} are allowed");
        }

        if (!IsText(text) || text.EnumerateRunes().Any(static rune => rune.Value is not ('\n' or '\r' or '\t') && Hides(rune)))
        {
            faults.Add($"{parameter}: holds characters that do not print");
        }
    }

    private static bool Hides(Rune rune) => Rune.GetUnicodeCategory(rune)
        is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
        && rune.Value is not 0x200D;

    // Half a surrogate pair cannot be stored and come back the same.
    internal static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal static string Short(string text) => text.Length <= 64 ? text : $"{text[..64]}…";
}
