namespace PolicyGuard.Text;

/// <summary>What an unquoted YAML scalar means (YAML 1.2 core schema, §10.3.2): <c>no</c>, <c>on</c> and <c>1:30</c> are texts.</summary>
internal static class PlainScalar
{
    public static ScalarKind TypeOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Bool,
        _ => IsNumber(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    // Decimal integers and floats; the octal, hexadecimal and infinite spellings stay texts, since JSON has none of them.
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        var rest = text[0] is '-' or '+' ? text[1..] : text;
        var whole = Digits(ref rest);
        var fraction = 0;
        if (rest.StartsWith("."))
        {
            rest = rest[1..];
            fraction = Digits(ref rest);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (rest.Length > 1 && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            rest = rest[0] is '-' or '+' ? rest[1..] : rest;
            if (Digits(ref rest) == 0)
            {
                return false;
            }
        }

        return rest.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        text = text[count..];
        return count;
    }
}
