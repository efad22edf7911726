namespace PolicyGuard.Scan.Python;

/// <content>Operators and delimiters.</content>
internal sealed partial class Lexer
{
    private static readonly string[] Three = ["**=", "//=", ">>=", "<<=", "..."];

    private static readonly string[] Two =
        ["==", "!=", "<>", "<=", ">=", "->", ":=", "**", "//", ">>", "<<", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@="];

    private static readonly string[] One = [.. "+-*/%@&|^~<>()[]{},:.;=!".Select(static c => c.ToString())];

    private Token? ReadOperator()
    {
        var place = Here;
        var rest = _text.AsSpan(_at);
        foreach (var all in (ReadOnlySpan<string[]>)[Three, Two, One])
        {
            foreach (var text in all)
            {
                if (rest.StartsWith(text, StringComparison.Ordinal))
                {
                    _at += text.Length;
                    Count(text, place);
                    return new Token(TokenKind.Operator, text, place);
                }
            }
        }

        Fault(place, $"`{(char.IsSurrogate(Current) || char.IsControl(Current) ? '?' : Current)}` is not Python");
        _at++;
        return null;
    }

    private void Count(string text, Place place)
    {
        if (text is "(" or "[" or "{" && ++_brackets == MaxBrackets)
        {
            Fault(place, "too many nested brackets");
        }
        else if (text is ")" or "]" or "}" && _brackets > 0)
        {
            _brackets--;
        }
    }
}
