using System.Buffers;

namespace PolicyGuard.Taint.Layers;

/// <summary>A text turned round, or with its letters moved by thirteen. Nothing shows that a text is either, so the anchors are mirrored instead.</summary>
internal static class Mirror
{
    private const int ShortestAnchor = 4;

    /// <summary>The anchor as it stands in a text that was moved by thirteen; null where it is too short or too plain to be told from chance.</summary>
    public static string? Rot13(string anchor) =>
        anchor.Length < ShortestAnchor || !System.Text.Ascii.IsValid(anchor) || !anchor.AsSpan().ContainsAny(Letters) ? null : string.Create(anchor.Length, anchor, static (to, from) => Rot13(from, to));

    /// <summary>The anchor as it stands in a text that was turned round.</summary>
    public static string Backwards(string anchor) => string.Create(anchor.Length, anchor, static (to, from) => Backwards(from, to));

    /// <summary>Moves ASCII letters by thirteen.</summary>
    public static void Rot13(ReadOnlySpan<char> from, Span<char> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var c = from[i];
            var lower = (char)(c | 0x20);
            to[i] = !char.IsAsciiLetter(c) ? c : lower <= 'm' ? (char)(c + 13) : (char)(c - 13);
        }
    }

    /// <summary>Turns a text round.</summary>
    public static void Backwards(ReadOnlySpan<char> from, Span<char> to)
    {
        from.CopyTo(to);
        to[..from.Length].Reverse();
    }

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
