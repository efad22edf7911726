using System.Text;

namespace PolicyGuard.Scan.Python;

/// <content>String literals.</content>
internal sealed partial class Lexer
{
    private const int MaxFormattedDepth = 12;

    // Lines that a field of a string on one line may take; more is a brace that nobody closed.
    private const int MaxFieldLines = 50;

    private int _formatted;

    // Where the quote is, if a string begins here.
    private int? StringStart()
    {
        var at = _at;
        while (at < _text.Length && at - _at < 3 && _text[at] is 'r' or 'R' or 'b' or 'B' or 'u' or 'U' or 'f' or 'F' or 't' or 'T')
        {
            at++;
        }

        return at < _text.Length && _text[at] is '\'' or '"' && at - _at <= 2 ? at : null;
    }

    private Token ReadString(int quoteAt)
    {
        var place = Here;
        var prefix = _text.AsSpan(_at, quoteAt - _at);
        var (raw, formatted) = (prefix.ContainsAny('r', 'R'), prefix.ContainsAny("fFtT"));
        _at = quoteAt;
        var quote = Current;
        var triple = Ahead(1) == quote && Ahead(2) == quote;
        _at += triple ? 3 : 1;
        if (formatted && _formatted < MaxFormattedDepth)
        {
            _formatted++;
            var parts = ReadParts(place, quote, triple, raw, inFormat: false);
            _formatted--;
            return new Token(TokenKind.Formatted, "", place, parts);
        }

        var text = new StringBuilder();
        while (!AtEndOf(quote, triple, place))
        {
            ReadCharacter(raw, text);
        }

        return new Token(TokenKind.Text, text.ToString(), place);
    }

    // Takes the closing quotes; also true where the literal breaks off.
    private bool AtEndOf(char quote, bool triple, Place begun)
    {
        if (_at >= _text.Length || !triple && Current is '\n' or '\r')
        {
            Fault(begun, "a string that never ends");
            return true;
        }

        if (Current != quote || triple && (Ahead(1) != quote || Ahead(2) != quote))
        {
            return false;
        }

        _at += triple ? 3 : 1;
        return true;
    }

    private void ReadCharacter(bool raw, StringBuilder to)
    {
        if (Current == '\\' && _at + 1 < _text.Length)
        {
            var start = _at;
            if (raw)
            {
                to.Append(_text, _at, 2);
                _at += 2;
            }
            else
            {
                _at += Escapes.Append(_text, _at, to);
            }

            CountLines(start);
        }
        else if (Current is '\n' or '\r')
        {
            to.Append('\n');
            NextLine();
        }
        else
        {
            to.Append(Current);
            _at++;
        }
    }

    private void CountLines(int start)
    {
        for (var i = start; i < _at; i++)
        {
            if (_text[i] == '\n' || _text[i] == '\r' && (i + 1 >= _text.Length || _text[i + 1] != '\n'))
            {
                _line++;
                _lineStart = i + 1;
            }
        }
    }

    private List<FormattedPart> ReadParts(Place begun, char quote, bool triple, bool raw, bool inFormat)
    {
        var parts = new List<FormattedPart>();
        var literal = new StringBuilder();
        while (inFormat ? !AtEndOfFormat(quote, triple) : !AtEndOf(quote, triple, begun))
        {
            if (Current is '{' or '}' && Ahead(1) == Current && !inFormat)
            {
                literal.Append(Current);
                _at += 2;
            }
            else if (Current == '{')
            {
                Flush();
                parts.Add(ReadField(begun, quote, triple, raw));
            }
            else if (Current == '}')
            {
                Fault(Here, "a single } in a formatted string");
                _at++;
            }
            else
            {
                ReadCharacter(raw, literal);
            }
        }

        Flush();
        return parts;

        void Flush()
        {
            if (literal.Length > 0)
            {
                parts.Add(new FormattedPart(literal.ToString(), [], []));
                literal.Clear();
            }
        }
    }

    private bool AtEndOfFormat(char quote, bool triple) =>
        _at >= _text.Length || Current == '}' || !triple && (Current == quote || Current is '\n' or '\r');

    private FormattedPart ReadField(Place begun, char quote, bool triple, bool raw)
    {
        _at++;
        var (tokens, depth, firstLine, outer) = (new List<Token>(), 0, _line, _brackets);
        IReadOnlyList<FormattedPart> format = [];
        while (true)
        {
            if (_at >= _text.Length || !triple && _line - firstLine > MaxFieldLines)
            {
                Fault(begun, "a field of a formatted string that never ends");
                break;
            }

            if (depth == 0 && Current == '}')
            {
                _at++;
                break;
            }

            if (depth == 0 && Current == '!' && Ahead(1) != '=' || depth == 0 && Current == ':' )
            {
                format = ReadFormat(begun, quote, triple, raw);
                continue;
            }

            if (Current is '\n' or '\r')
            {
                NextLine();
                continue;
            }

            if (Scan() is not { } token)
            {
                continue;
            }

            depth += token.Text is "(" or "[" or "{" && token.Kind == TokenKind.Operator ? 1 : 0;
            depth -= token.Text is ")" or "]" or "}" && token.Kind == TokenKind.Operator ? 1 : 0;
            tokens.Add(token);
        }

        _brackets = outer;
        // `f"{x=}"` shows the name too.
        if (tokens.Count > 1 && tokens[^1].Is("="))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        tokens.Add(new Token(TokenKind.End, "", Here));
        return new FormattedPart(null, tokens, format);
    }

    private IReadOnlyList<FormattedPart> ReadFormat(Place begun, char quote, bool triple, bool raw)
    {
        if (Current == '!')
        {
            _at++;
            while (char.IsAsciiLetter(Current))
            {
                _at++;
            }
        }

        if (Current != ':')
        {
            return [];
        }

        _at++;
        if (_formatted >= MaxFormattedDepth)
        {
            return [];
        }

        _formatted++;
        var parts = ReadParts(begun, quote, triple, raw, inFormat: true);
        _formatted--;
        if (Current != '}')
        {
            Fault(begun, "a field of a formatted string that never ends");
        }

        return parts;
    }
}
