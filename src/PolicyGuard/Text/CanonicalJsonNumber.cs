using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace PolicyGuard.Text;

/// <summary>Numbers as ECMAScript writes them (ECMA-262, Number::toString with radix 10), which RFC 8785 section 3.2.2.3 demands.</summary>
internal static class CanonicalJsonNumber
{
    /// <summary>Writes the double that a JSON number stands for.</summary>
    /// <exception cref="JsonException">The number is beyond the range of the doubles.</exception>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var read = double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (!read || !double.IsFinite(value))
        {
            throw new JsonException("a number beyond the range of the doubles has no canonical form");
        }

        Write(value, output);
    }

    /// <summary>Writes a finite double.</summary>
    public static void Write(double value, IBufferWriter<byte> output)
    {
        if (value == 0)
        {
            output.Write("0"u8);
            return;
        }

        // .NET's shortest digits that read back as the value are ECMAScript's; only the layout differs.
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        WriteExact(text[..length], output);
    }

    /// <summary>Writes a decimal number with all its digits, in ECMAScript's layout; where the exponent has more than 32 bits, as it is spelled.</summary>
    public static void WriteExact(ReadOnlySpan<byte> number, IBufferWriter<byte> output)
    {
        var negative = number[0] == (byte)'-';
        number = negative ? number[1..] : number;
        long exponent = 0;
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            if (!int.TryParse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read))
            {
                output.Write(negative ? "-"u8 : default);
                output.Write(number);
                return;
            }

            exponent = read;
            number = number[..e];
        }

        // The value is 0.DIGITS x 10^point.
        var dot = number.IndexOf((byte)'.');
        var point = exponent + (dot < 0 ? number.Length : dot);
        var room = number.Length <= 64 ? stackalloc byte[64] : new byte[number.Length];
        var whole = dot < 0 ? number : number[..dot];
        whole.CopyTo(room);
        if (dot >= 0)
        {
            number[(dot + 1)..].CopyTo(room[dot..]);
        }

        ReadOnlySpan<byte> digits = room[..(dot < 0 ? number.Length : number.Length - 1)];
        var zeros = digits.Length - digits.TrimStart((byte)'0').Length;
        digits = digits[zeros..].TrimEnd((byte)'0');
        if (digits.IsEmpty)
        {
            output.Write("0"u8);
            return;
        }

        output.Write(negative ? "-"u8 : default);
        WriteDigits(digits, point - zeros, output);
    }

    private static void WriteDigits(ReadOnlySpan<byte> digits, long point, IBufferWriter<byte> output)
    {
        switch (point)
        {
            case >= -5 and <= 0:
                output.Write("0."u8);
                output.Write("00000"u8[..(int)-point]);
                output.Write(digits);
                break;
            case <= 21 and > 0 when point >= digits.Length:
                output.Write(digits);
                output.Write("00000000000000000000"u8[..(int)(point - digits.Length)]);
                break;
            case <= 21 and > 0:
                output.Write(digits[..(int)point]);
                output.Write("."u8);
                output.Write(digits[(int)point..]);
                break;
            default:
                WriteExponent(digits, point - 1, output);
                break;
        }
    }

    private static void WriteExponent(ReadOnlySpan<byte> digits, long exponent, IBufferWriter<byte> output)
    {
        output.Write(digits[..1]);
        if (digits.Length > 1)
        {
            output.Write("."u8);
            output.Write(digits[1..]);
        }

        output.Write(exponent < 0 ? "e-"u8 : "e+"u8);
        Span<byte> text = stackalloc byte[16];
        Math.Abs(exponent).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        output.Write(text[..length]);
    }
}
