namespace PolicyGuard.Gateway.Config;

/// <summary>One sink of the audit log as configured, <c>audit.ship.NAME</c>. Which members have a value depends on <see cref="Type"/>.</summary>
public sealed record ShipOptions
{
    /// <summary>The name: lower-case letters, digits and <c>-</c>, at most 32 characters.</summary>
    public required string Name { get; init; }

    /// <summary><c>file</c>, <c>syslog</c>, <c>http</c> or <c>otlp</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The format, one of <see cref="Ledger.Export.EntryFormats.Names"/>.</summary>
    public string Format { get; init; } = "jsonl";

    /// <summary>The file, absolute.</summary>
    public string? Path { get; init; }

    /// <summary>The file is set aside before it grows beyond so many bytes.</summary>
    public long MaxBytes { get; init; } = 100L << 20;

    /// <summary>So many files that were set aside are kept.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>The syslog server: scheme <c>tcp</c> or <c>tls</c>, host and port.</summary>
    public Uri? Address { get; init; }

    /// <summary>The syslog facility, 0 to 23.</summary>
    public int Facility { get; init; } = 13;

    /// <summary>The web address.</summary>
    public Uri? Url { get; init; }

    /// <summary>Headers for <see cref="Url"/>, with <c>${VAR}</c> already expanded.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a request holds a JSON array instead of lines.</summary>
    public bool AsArray { get; init; }

    /// <summary>PEM file of the authorities that are believed instead of the system's, absolute; or null.</summary>
    public string? CaFile { get; init; }
}
