namespace TinyMcp;

/// <summary>The revisions of MCP that are spoken here.</summary>
public static class Revisions
{
    /// <summary>The stateless revision: no handshake, the version rides in each request.</summary>
    public const string Stateless = "2026-07-28";

    /// <summary>The member of a request's <c>_meta</c> that names the revision.</summary>
    public const string MetaKey = "io.modelcontextprotocol/protocolVersion";

    /// <summary>Revisions with the <c>initialize</c> handshake, newest first.</summary>
    public static readonly string[] WithHandshake = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
}
