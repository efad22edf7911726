namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>A raw JSON-RPC id as a key: equal bytes are one id.</summary>
internal readonly struct RawId(ReadOnlyMemory<byte> utf8) : IEquatable<RawId>
{
    /// <summary>The id as spelled.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <inheritdoc/>
    public bool Equals(RawId other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }
}
