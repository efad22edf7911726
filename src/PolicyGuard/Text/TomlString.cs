using System.Globalization;
using System.Text;

namespace PolicyGuard.Text;

/// <summary>Reads the four kinds of TOML strings.</summary>
internal static class TomlString
{
    /// <summary>Reads the string that begins here.</summary>
    public static string Read(TomlText text, bool multiLine)
    {
        var quote = text.Current;
        var triple = new string(quote, 3);
        var many = multiLine && text.StartsWith(triple);
        text.Advance(many ? 3 : 1);
        if (many)
        {
            // A line end right behind the quotes is not part of the text.
            text.TryTake('\r');
            text.TryTake('\n');
        }

        var result = new StringBuilder();
        while (!Ends(text, quote, many, triple, result))
        {
            if (text.AtEnd || (!many && text.Current is '\n' or '\r'))
            {
                throw text.Fault("the text has no end quote");
            }

            if (text.Current == '\\' && quote == '"')
            {
                Escape(text, many, result);
                continue;
            }

            result.Append(text.Current);
            text.Advance();
        }

        return result.ToString();
    }

    // Up to two quotes may stand before the three that end the text.
    private static bool Ends(TomlText text, char quote, bool many, string triple, StringBuilder result)
    {
        if (!many)
        {
            return text.TryTake(quote);
        }

        if (!text.StartsWith(triple))
        {
            return false;
        }

        while (text.StartsWith(triple + quote))
        {
            result.Append(quote);
            text.Advance();
        }

        text.Advance(3);
        return true;
    }

    private static void Escape(TomlText text, bool many, StringBuilder result)
    {
        var fault = text.Fault("the escape is none of \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX \\UXXXXXXXX; a text in single quotes has no escapes");
        text.Advance();
        var c = text.Current;
        if (many && c is ' ' or '\t' or '\r' or '\n')
        {
            // The rest of the line and the blanks of the next are left out.
            text.SkipBlanks();
            if (text.Current is not ('\r' or '\n'))
            {
                throw fault;
            }

            while (text.Current is ' ' or '\t' or '\r' or '\n')
            {
                text.Advance();
            }

            return;
        }

        text.Advance();
        if (c is 'u' or 'U')
        {
            var digits = new StringBuilder();
            for (var i = 0; i < (c == 'u' ? 4 : 8); i++)
            {
                digits.Append(text.Current);
                text.Advance();
            }

            if (!int.TryParse(digits.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || !Rune.IsValid(value))
            {
                throw fault;
            }

            result.Append(new Rune(value).ToString());
            return;
        }

        result.Append(c switch { 'b' => '\b', 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', '"' => '"', '\\' => '\\', _ => throw fault });
    }
}
