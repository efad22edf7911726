using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Guesses which request a response was meant for that was too long to be read, so that its call fails at once and not by its time limit.
/// Servers write the id first or last; elsewhere an <c>"id"</c> is somebody's data. A wrong guess can only fail a call of the same child.
/// </summary>
internal static class IdHint
{
    /// <summary>The raw number of the id; empty where it is not at either end.</summary>
    internal static ReadOnlySpan<byte> Find(Line line)
    {
        var head = line.Bytes.Span;
        var first = head.IndexOf("\"id\":"u8);
        if (first > 0 && head[1..first].IndexOfAny((byte)'{', (byte)'[') < 0 && Number(head[(first + 5)..], out var after) is { Length: > 0 } id && after.StartsWith(","u8))
        {
            return id;
        }

        var tail = line.Tail.Span;
        var last = tail.LastIndexOf("\"id\":"u8);
        return last > 0 && Number(tail[(last + 5)..], out after) is { Length: > 0 } other && (after.SequenceEqual("}"u8) || after.SequenceEqual(",\"jsonrpc\":\"2.0\"}"u8))
            ? other
            : default;
    }

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> after)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        end = end < 0 ? text.Length : end;
        after = text[end..].TrimStart((byte)' ');
        return text[..end];
    }
}
