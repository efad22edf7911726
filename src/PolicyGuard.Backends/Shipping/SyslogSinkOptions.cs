namespace PolicyGuard.Backends.Shipping;

/// <summary>A syslog server.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">Whether to speak TLS (RFC 5425).</param>
/// <param name="CaFile">PEM file of the authorities that are believed instead of the system's, or null.</param>
/// <param name="Facility">0 to 23; 13 is log audit (RFC 5424 §6.2.1).</param>
public sealed record SyslogSinkOptions(string Host, int Port, bool Tls, string? CaFile, int Facility);
