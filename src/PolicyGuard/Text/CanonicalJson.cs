using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Text;

/// <summary>Writes JSON in the canonical form of RFC 8785: members sorted by UTF-16 units, ECMAScript numbers, minimal escapes.</summary>
public static class CanonicalJson
{
    /// <summary>The canonical bytes of a value.</summary>
    public static byte[] Serialize(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical bytes of a value.</summary>
    public static void Write(JsonElement value, IBufferWriter<byte> to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.Write("{"u8);
                var first = true;
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    if (!first)
                    {
                        to.Write(","u8);
                    }

                    first = false;
                    Quote(member.Name, to);
                    to.Write(":"u8);
                    Write(member.Value, to);
                }

                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (index++ > 0)
                    {
                        to.Write(","u8);
                    }

                    Write(item, to);
                }

                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                Quote(value.GetString()!, to);
                break;
            case JsonValueKind.Number:
                to.Write(Encoding.ASCII.GetBytes(Number(value.GetDouble())));
                break;
            default:
                to.Write(Encoding.ASCII.GetBytes(value.GetRawText()));
                break;
        }
    }

    private static string Number(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // .NET's shortest round-trip digits are ECMAScript's; only the layout differs.
        var r = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = r[0] == '-' ? "-" : "";
        var digits = new StringBuilder();
        var point = 0;
        var exponent = 0;
        var mantissa = r.TrimStart('-');
        var at = mantissa.IndexOf('E', StringComparison.Ordinal);
        if (at >= 0)
        {
            exponent = int.Parse(mantissa.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..at];
        }

        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        digits.Append(mantissa.Replace(".", "", StringComparison.Ordinal));
        point = (dot < 0 ? mantissa.Length : dot) + exponent;
        while (digits.Length > 1 && digits[0] == '0')
        {
            digits.Remove(0, 1);
            point--;
        }

        while (digits.Length > 1 && digits[^1] == '0')
        {
            digits.Length--;
        }

        var k = digits.Length;
        var n = point;
        if (k <= n && n <= 21)
        {
            return sign + digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return sign + digits.ToString(0, n) + "." + digits.ToString(n, k - n);
        }

        if (n is > -6 and <= 0)
        {
            return sign + "0." + new string('0', -n) + digits;
        }

        var exp = n - 1;
        var tail = (exp < 0 ? "e-" : "e+") + Math.Abs(exp).ToString(CultureInfo.InvariantCulture);
        return k == 1 ? sign + digits + tail : sign + digits[0] + "." + digits.ToString(1, k - 1) + tail;
    }

    private static void Quote(string text, IBufferWriter<byte> to)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\b' => result.Append("\\b"),
                '\f' => result.Append("\\f"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                < ' ' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => result.Append(c),
            };
        }

        Encoding.UTF8.GetBytes(result.Append('"').ToString(), to);
    }
}
