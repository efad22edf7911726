namespace PolicyGuard.Governance.Import;

/// <summary>The four files of the earlier program of this name, as bytes; null where one is not there.</summary>
public sealed record SeedFiles
{
    /// <summary>The names, in the order in which they are taken.</summary>
    public static IReadOnlyList<string> Names { get; } = ["agents.json", "policies.json", "incidents.json", "audit_log.json"];

    /// <summary><c>agents.json</c>: an object by agent id.</summary>
    public ReadOnlyMemory<byte>? Agents { get; init; }

    /// <summary><c>policies.json</c>: a list.</summary>
    public ReadOnlyMemory<byte>? Policies { get; init; }

    /// <summary><c>incidents.json</c>: a list.</summary>
    public ReadOnlyMemory<byte>? Incidents { get; init; }

    /// <summary><c>audit_log.json</c>: a list.</summary>
    public ReadOnlyMemory<byte>? AuditLog { get; init; }
}
