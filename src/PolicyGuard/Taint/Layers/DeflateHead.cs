namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Whether bytes can begin a deflate stream of one block (RFC 1951) that holds text. Such a stream does not say what it is, and a failed try of the
/// platform's reader costs as much as many texts; this look at the first bits leaves one in hundreds of drawn bytes to it.
/// </summary>
internal static class DeflateHead
{
    private const int Symbols = 8;
    private static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Looks.</summary>
    /// <param name="bytes">The first bytes; sixteen are enough.</param>
    public static bool IsPlausible(ReadOnlySpan<byte> bytes)
    {
        if (IsRepetitive(bytes))
        {
            return false;
        }

        var bits = new Bits(bytes);
        return bits.Take(3) switch
        {
            // The last block, with fixed codes; with its own codes.
            3 => BeginsText(ref bits),
            5 => HasCompleteCode(ref bits),
            _ => false,
        };
    }

    // What was compressed does not repeat itself; a run of one character, read as base64, does, and can make a stream by chance.
    private static bool IsRepetitive(ReadOnlySpan<byte> bytes)
    {
        var distinct = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            distinct += bytes[..i].Contains(bytes[i]) ? 0 : 1;
        }

        return 2 * distinct < bytes.Length;
    }

    // §3.2.6: literals up to 143 have eight bits from 00110000 on, lengths seven from 0000000 on. Text begins with a literal that can be read.
    private static bool BeginsText(ref Bits bits)
    {
        for (var i = 0; i < Symbols; i++)
        {
            var code = 0;
            for (var length = 0; length < 7; length++)
            {
                code = (code << 1) | bits.Take(1);
            }

            if (code < 0b0011000)
            {
                return i > 0;
            }

            code = (code << 1) | bits.Take(1);
            if (code >= 0b11000000 || code - 0b00110000 is 127 or < 32 and not (9 or 10 or 13))
            {
                // Nine bits, a byte beyond ASCII, where a few that can be read came before.
                return code >= 0b11001000 && i >= 3;
            }
        }

        return true;
    }

    // §3.2.7: the code of the code lengths uses up all its room, or is one code alone.
    private static bool HasCompleteCode(ref Bits bits)
    {
        if (bits.Take(5) > 29 || bits.Take(5) > 29)
        {
            return false;
        }

        var count = bits.Take(4) + 4;
        var room = 0;
        foreach (var _ in LengthOrder.AsSpan(0, count))
        {
            room += bits.Take(3) is var length and > 0 ? 128 >> length : 0;
        }

        return room == 128;
    }

    private ref struct Bits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        // Behind the end stand zeros.
        public int Take(int count)
        {
            var value = 0;
            for (var i = 0; i < count; i++, _at++)
            {
                value |= (_at >> 3) < _bytes.Length ? (_bytes[_at >> 3] >> (_at & 7) & 1) << i : 0;
            }

            return value;
        }
    }
}
