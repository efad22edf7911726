using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>The two ways in which MCP agrees on a version (the specification's own words, revision 2026-07-28, Versioning).</summary>
internal enum Era
{
    /// <summary>A session that begins with <c>initialize</c>: revisions up to 2025-11-25.</summary>
    Legacy,

    /// <summary>Every request says its version: revisions from 2026-07-28.</summary>
    Modern,
}

/// <summary>The revisions of MCP that pass, newest first.</summary>
internal static class Revisions
{
    /// <summary>The first modern revision.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>The last legacy revision.</summary>
    public const string LastLegacy = "2025-11-25";

    /// <summary>The legacy revisions that the gateway itself speaks; batches, which 2025-03-26 allows, are refused in all of them.</summary>
    public static readonly IReadOnlyList<string> Legacy = [LastLegacy, "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>The era of a request, by its own version or that of its header.</summary>
    public static Era EraOf(RpcMessage message, string? header) =>
        (message.ProtocolVersion is not null && !message.Is(RpcMethods.Initialize)) || IsModern(header) ? Era.Modern : Era.Legacy;

    /// <summary>Whether a method was taken out of the protocol with the first modern revision.</summary>
    public static bool HasNoMore(string? method) => method
        is RpcMethods.Initialize or RpcMethods.Ping or RpcMethods.LoggingSetLevel or RpcMethods.ResourcesSubscribe or RpcMethods.ResourcesUnsubscribe;

    /// <summary>Whether a version is modern. Versions are dates, so they compare as text.</summary>
    public static bool IsModern(string? version) => version is { Length: 10 } && string.CompareOrdinal(version, Modern) >= 0;
}
