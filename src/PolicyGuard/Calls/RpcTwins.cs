namespace PolicyGuard.Calls;

/// <summary>
/// Finds members whose names differ from a known one by letter case only. To us <c>Name</c> is not <c>name</c>; to parsers that match
/// struct fields by case folding (Go's <c>encoding/json</c> is the common one, and it folds <c>ſ</c> to <c>s</c> and the Kelvin sign to
/// <c>k</c>) it is, and the last one wins. A call must not name one tool to us and another to the server.
/// </summary>
internal static class RpcTwins
{
    /// <summary>Whether a name is not the known one but folds to it. The known one is in lower case apart from its own capitals.</summary>
    public static bool IsTwin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known)
    {
        // Each of the two folding non-ASCII letters is longer than what it stands for.
        if (name.Length < known.Length || name.Length > known.Length * 3)
        {
            return false;
        }

        var i = 0;
        var exact = true;
        foreach (var expected in known)
        {
            if (i >= name.Length)
            {
                return false;
            }

            var (folded, length) = Fold(name[i..]);
            if (folded != Lower(expected))
            {
                return false;
            }

            exact &= length == 1 && name[i] == expected;
            i += length;
        }

        return i == name.Length && !exact;
    }

    private static (byte Folded, int Length) Fold(ReadOnlySpan<byte> text) =>
        text.StartsWith("\u017F"u8) ? ((byte)'s', 2)
        : text.StartsWith("\u212A"u8) ? ((byte)'k', 3)
        : (Lower(text[0]), 1);

    private static byte Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;
}
