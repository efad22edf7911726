using System.Text.Json;

namespace PolicyGuard.Gateway.Upstreams;

/// <summary>Compares raw JSON-RPC ids.</summary>
internal static class RpcIds
{
    /// <summary>Whether two raw ids (JSON strings or numbers) are one id, however they are spelled (<c>"a"</c> and <c>"\u0061"</c>).</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b))
        {
            return !a.IsEmpty;
        }

        if (a.IsEmpty || b.IsEmpty || (a[0] == '"') != (b[0] == '"'))
        {
            return false;
        }

        var first = new Utf8JsonReader(a);
        var second = new Utf8JsonReader(b);
        return first.Read() && second.Read() && (a[0] == '"'
            ? string.Equals(first.GetString(), second.GetString(), StringComparison.Ordinal)
            : first.TryGetDecimal(out var left) && second.TryGetDecimal(out var right) && left == right);
    }
}
