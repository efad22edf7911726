using System.Buffers;
using System.Security.Cryptography;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Bitcoin addresses: base58 with the first four bytes of a double SHA-256 (BIP 13), or bech32 and bech32m with their polynomial (BIP 173, BIP 350).</summary>
internal sealed class BitcoinAddress : PersonalDetector
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Base32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly SearchValues<char> Letters58 = SearchValues.Create(Base58);

    public override string Id => "bitcoin-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "BIP 13 base58check; BIP 173 bech32, BIP 350 bech32m";

    public override Cues Cues => Cues.Digit;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var at = text[i..].IndexOfAny('1', '3');
            if (at < 0)
            {
                break;
            }

            i += at;
            var hit = text[i] == '1' && i - 2 >= from && text.Slice(i - 2, 2).Equals("bc", StringComparison.OrdinalIgnoreCase) ? SegWit(text, i - 2) : Hash(text, i);
            if (hit.Length > 0)
            {
                return hit;
            }
        }

        return Hit.None;
    }

    private static Hit Hash(ReadOnlySpan<char> text, int start)
    {
        if (start > 0 && char.IsLetterOrDigit(text[start - 1]))
        {
            return Hit.None;
        }

        var run = Run(text[..Math.Min(text.Length, start + 36)], start, Letters58);
        return run is >= 26 and <= 35 && Edges.After(text, start + run, spaced: false) && Base58Holds(text.Slice(start, run)) ? new Hit(start, run) : Hit.None;
    }

    private static bool Base58Holds(ReadOnlySpan<char> address)
    {
        // A version byte, twenty of a hash and four of a checksum, most significant first.
        Span<byte> bytes = stackalloc byte[25];
        bytes.Clear();
        foreach (var c in address)
        {
            var carry = Base58.IndexOf(c, StringComparison.Ordinal);
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0)
            {
                return false;
            }
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes[..21], hash);
        SHA256.HashData(hash, hash);
        return bytes[0] is 0 or 5 && hash[..4].SequenceEqual(bytes[21..]);
    }

    private static Hit SegWit(ReadOnlySpan<char> text, int start)
    {
        if (start > 0 && char.IsLetterOrDigit(text[start - 1]))
        {
            return Hit.None;
        }

        // The human-readable part "bc", expanded.
        var state = 1u;
        foreach (var value in (ReadOnlySpan<byte>)[3, 3, 0, 2, 3])
        {
            state = Step(state, value);
        }

        var i = start + 3;
        for (; i < text.Length && i - start <= 90 && char.IsAsciiLetterOrDigit(text[i]); i++)
        {
            var value = Base32.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal);
            if (value < 0)
            {
                return Hit.None;
            }

            state = Step(state, (byte)value);
        }

        return i - start is >= 14 and <= 90 && state is 1 or 0x2BC830A3 && Edges.After(text, i, spaced: false) ? new Hit(start, i - start) : Hit.None;
    }

    private static uint Step(uint state, byte value)
    {
        ReadOnlySpan<uint> generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];
        var top = state >> 25;
        state = ((state & 0x1FFFFFF) << 5) ^ value;
        for (var i = 0; i < 5; i++)
        {
            state ^= ((top >> i) & 1) == 1 ? generator[i] : 0;
        }

        return state;
    }
}
