namespace PolicyGuard.Registry;

/// <summary>Spellings of incidents' severities, statuses and types.</summary>
public static class IncidentWords
{
    /// <summary>All severities, the mildest first, as they are written.</summary>
    public static readonly IReadOnlyList<string> Severities = ["low", "medium", "high", "critical"];

    /// <summary>All statuses in the order in which they follow each other, as they are written.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["open", "acknowledged", "resolved"];

    /// <summary>All types; what is of none of them is <c>other</c>.</summary>
    public static readonly IReadOnlyList<string> Types =
        ["policy_violation", "suspicious_activity", "unauthorized_access", "rate_limit_exceeded", "data_exfiltration", "configuration_error", "other"];

    /// <summary>The severity as it is written.</summary>
    public static string Name(this IncidentSeverity severity) => Severities[(int)severity];

    /// <summary>The status as it is written.</summary>
    public static string Name(this IncidentStatus status) => Statuses[(int)status];

    /// <summary>Reads a severity in any letter case.</summary>
    public static bool TryParse(string? text, out IncidentSeverity severity)
    {
        var place = Place(Severities, text);
        severity = (IncidentSeverity)Math.Max(place, 0);
        return place >= 0;
    }

    /// <summary>Reads a status in any letter case.</summary>
    public static bool TryParse(string? text, out IncidentStatus status)
    {
        var place = Place(Statuses, text);
        status = (IncidentStatus)Math.Max(place, 0);
        return place >= 0;
    }

    /// <summary>The type as it is written, whatever its letter case; null where there is none of that name.</summary>
    public static string? Type(string? text) => Place(Types, text) is >= 0 and var place ? Types[place] : null;

    private static int Place(IReadOnlyList<string> words, string? text)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (string.Equals(words[i], text, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
