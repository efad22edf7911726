namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>One server-sent event (WHATWG HTML §9.2) as far as MCP uses it.</summary>
/// <param name="Data">The data lines joined by line feeds; empty for an event that only primes the client. Memory of its own.</param>
/// <param name="Id">The event id, or null where this event sets none.</param>
/// <param name="RetryMs">The reconnection time in milliseconds, or null.</param>
internal readonly record struct SseEvent(ReadOnlyMemory<byte> Data, string? Id, int? RetryMs);
