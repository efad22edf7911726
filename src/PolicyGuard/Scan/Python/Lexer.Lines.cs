namespace PolicyGuard.Scan.Python;

/// <content>Beginnings of lines: indentation, and brackets that nobody closed.</content>
internal sealed partial class Lexer
{
    // Words that begin statements and stand in no expression.
    private static readonly HashSet<string> OnlyStatements =
        ["def", "class", "import", "return", "while", "try", "raise", "del", "pass", "break", "continue", "global", "nonlocal", "with", "assert"];

    // False where the line is blank, or a comment.
    private bool StartLine()
    {
        var width = 0;
        while (Current is ' ' or '\t' or '\f')
        {
            width = Current switch { '\t' => ((width / 8) + 1) * 8, '\f' => 0, _ => width + 1 };
            _at++;
        }

        if (_at >= _text.Length)
        {
            return false;
        }

        if (_brackets > 0 && !LooksUnclosed())
        {
            return true;
        }

        if (Current == '#')
        {
            SkipComment();
        }

        if (Current is '\n' or '\r')
        {
            return true;
        }

        if (_at >= _text.Length)
        {
            return false;
        }

        Indent(width);
        return true;
    }

    // A bracket left open would swallow the rest of the file, and with it all that is to be found there.
    private bool LooksUnclosed()
    {
        var end = _at;
        while (end < _text.Length && end - _at < 10 && char.IsAsciiLetterLower(_text[end]))
        {
            end++;
        }

        if (end == _at || end < _text.Length && Identifiers.Continues(_text[end]) || !OnlyStatements.Contains(_text[_at..end]))
        {
            return false;
        }

        Fault(Here, "a bracket before this line was never closed");
        _brackets = 0;
        EndStatement(Here);
        return true;
    }

    private void Indent(int width)
    {
        if (width > _indents[^1])
        {
            if (_indents.Count > MaxIndents)
            {
                Fault(Here, "too many levels of indentation");
                return;
            }

            _indents.Add(width);
            _tokens.Add(new Token(TokenKind.Indent, "", Here));
            return;
        }

        while (width < _indents[^1])
        {
            _indents.RemoveAt(_indents.Count - 1);
            _tokens.Add(new Token(TokenKind.Dedent, "", Here));
        }

        if (width > _indents[^1])
        {
            Fault(Here, "the indentation matches no line above");
            _indents.Add(width);
            _tokens.Add(new Token(TokenKind.Indent, "", Here));
        }
    }
}
