namespace PolicyGuard.Calls;

/// <summary>How far an agent is trusted. The numbers are the scores that conditions compare.</summary>
public enum TrustLevel
{
    /// <summary>Unknown and auto-registered agents.</summary>
    Low = 1,

    /// <summary>Verified agents, standard operations.</summary>
    Medium = 2,

    /// <summary>Trusted agents, sensitive operations.</summary>
    High = 3,

    /// <summary>Full access, destructive operations.</summary>
    Admin = 4,
}

/// <summary>Spellings of <see cref="TrustLevel"/> in files and messages.</summary>
public static class TrustLevels
{
    /// <summary>All levels, lowest first, as they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["low", "medium", "high", "admin"];

    /// <summary>Reads <c>low</c>, <c>medium</c>, <c>high</c> or <c>admin</c>, in any letter case; anything else is not a level.</summary>
    public static bool TryParse(string? text, out TrustLevel level)
    {
        level = text?.ToLowerInvariant() switch
        {
            "low" => TrustLevel.Low,
            "medium" => TrustLevel.Medium,
            "high" => TrustLevel.High,
            "admin" => TrustLevel.Admin,
            _ => 0,
        };
        return level != 0;
    }

    /// <summary>The level as it is written.</summary>
    public static string Name(this TrustLevel level) => Names[(int)level - 1];
}
