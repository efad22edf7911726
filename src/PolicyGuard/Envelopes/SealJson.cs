using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Envelopes;

/// <summary>How the documents of a seal are read: strictly, and within bounds.</summary>
internal static class SealJson
{
    /// <summary>A bundle with a full statement takes less than 1 MiB.</summary>
    public static readonly RpcLimits Limits = new(MaxBytes: 4 * 1024 * 1024);

    /// <summary>Whether reading stumbled over a member that is missing or of another kind than it has to be.</summary>
    public static bool IsBadShape(Exception e) => e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;

    /// <summary>Whether this is 32 bytes in lower-case hex.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0;
}
