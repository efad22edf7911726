using System.Buffers;
using System.Buffers.Text;
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

        if (value < 0)
        {
            output.Write("-"u8);
        }

        Span<byte> digits = stackalloc byte[20];
        var count = Shortest(Math.Abs(value), digits, out var point);
        WriteDigits(digits[..count], point, output);
    }

    // The shortest digits that read back as the value, without leading or trailing zeros; the value is 0.DIGITS x 10^point.
    private static int Shortest(double value, Span<byte> digits, out int point)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var exponent = 0;
        var e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            Utf8Parser.TryParse(text[(e + 1)..], out exponent, out _);
            text = text[..e];
        }

        var dot = text.IndexOf((byte)'.');
        point = exponent + (dot < 0 ? text.Length : dot);
        var count = 0;
        foreach (var c in text)
        {
            if (c == (byte)'.')
            {
                continue;
            }

            if (count == 0 && c == (byte)'0')
            {
                point--;
                continue;
            }

            digits[count++] = c;
        }

        return digits[..count].TrimEnd((byte)'0').Length;
    }

    private static void WriteDigits(ReadOnlySpan<byte> digits, int point, IBufferWriter<byte> output)
    {
        switch (point)
        {
            case >= -5 and <= 0:
                output.Write("0."u8);
                output.Write("00000"u8[..-point]);
                output.Write(digits);
                break;
            case <= 21 and > 0 when point >= digits.Length:
                output.Write(digits);
                output.Write("00000000000000000000"u8[..(point - digits.Length)]);
                break;
            case <= 21 and > 0:
                output.Write(digits[..point]);
                output.Write("."u8);
                output.Write(digits[point..]);
                break;
            default:
                WriteExponent(digits, point - 1, output);
                break;
        }
    }

    private static void WriteExponent(ReadOnlySpan<byte> digits, int exponent, IBufferWriter<byte> output)
    {
        output.Write(digits[..1]);
        if (digits.Length > 1)
        {
            output.Write("."u8);
            output.Write(digits[1..]);
        }

        output.Write(exponent < 0 ? "e-"u8 : "e+"u8);
        Span<byte> text = stackalloc byte[8];
        Math.Abs(exponent).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        output.Write(text[..length]);
    }
}
