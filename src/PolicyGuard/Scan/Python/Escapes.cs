using System.Globalization;
using System.Text;

namespace PolicyGuard.Scan.Python;

/// <summary>Escape sequences of string literals (language reference, section 2.4.1.1).</summary>
internal static class Escapes
{
    /// <summary>Appends what the sequence at a backslash means, and returns how many characters it took.</summary>
    /// <param name="text">The file.</param>
    /// <param name="at">Where the backslash is; there must be a character behind it.</param>
    /// <param name="to">Where the meaning goes.</param>
    public static int Append(string text, int at, StringBuilder to)
    {
        var letter = text[at + 1];
        switch (letter)
        {
            case '\r' when at + 2 < text.Length && text[at + 2] == '\n':
                return 3;
            case '\n' or '\r':
                return 2;
            case '\\' or '\'' or '"':
                to.Append(letter);
                return 2;
            case 'n':
                to.Append('\n');
                return 2;
            case 't':
                to.Append('\t');
                return 2;
            case 'r':
                to.Append('\r');
                return 2;
            case 'x':
                return Hex(text, at, 2, to);
            case 'u':
                return Hex(text, at, 4, to);
            case 'U':
                return Hex(text, at, 8, to);
            case >= '0' and <= '7':
                return Octal(text, at, to);
            default:
                to.Append('\\').Append(letter);
                return 2;
        }
    }

    private static int Hex(string text, int at, int digits, StringBuilder to)
    {
        if (at + 2 + digits <= text.Length
            && int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code))
        {
            to.Append(new Rune(code).ToString());
            return 2 + digits;
        }

        to.Append('\\');
        return 1;
    }

    private static int Octal(string text, int at, StringBuilder to)
    {
        var (code, length) = (0, 1);
        while (length <= 3 && at + length < text.Length && text[at + length] is >= '0' and <= '7')
        {
            code = (code * 8) + (text[at + length++] - '0');
        }

        to.Append((char)code);
        return length;
    }
}
