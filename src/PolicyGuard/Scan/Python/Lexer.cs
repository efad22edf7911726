namespace PolicyGuard.Scan.Python;

/// <summary>
/// Splits a file into tokens, once over, never back: linear whatever the file is. What is not Python becomes a fault and the rest is read on.
/// </summary>
internal sealed partial class Lexer
{
    // CPython's own bounds (tokenizer.h): deeper files do not run either.
    private const int MaxIndents = 100;
    private const int MaxBrackets = 200;
    private const int MaxFaults = 100;

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private readonly List<int> _indents = [0];
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _brackets;

    private Lexer(string text) => _text = text;

    /// <summary>What was not Python, in the order of the file; at most 100.</summary>
    public List<SyntaxFault> Faults { get; } = [];

    /// <summary>The tokens of a file; the last is <see cref="TokenKind.End"/>.</summary>
    public static (IReadOnlyList<Token> Tokens, IReadOnlyList<SyntaxFault> Faults) Read(string text)
    {
        var lexer = new Lexer(text);
        lexer.Run();
        return (lexer._tokens, lexer.Faults);
    }

    private Place Here => new(_line, _at - _lineStart + 1);

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private char Ahead(int by) => _at + by < _text.Length ? _text[_at + by] : '\0';

    private void Run()
    {
        if (_text.StartsWith('\uFEFF'))
        {
            _at = _lineStart = 1;
        }

        var freshLine = true;
        while (_at < _text.Length)
        {
            if (freshLine)
            {
                freshLine = false;
                if (!StartLine())
                {
                    continue;
                }
            }

            if (Current is '\n' or '\r')
            {
                var place = Here;
                NextLine();
                freshLine = true;
                if (_brackets == 0)
                {
                    EndStatement(place);
                }

                continue;
            }

            if (Scan() is { } token)
            {
                _tokens.Add(token);
            }
        }

        EndStatement(Here);
        for (var i = 1; i < _indents.Count; i++)
        {
            _tokens.Add(new Token(TokenKind.Dedent, "", Here));
        }

        _tokens.Add(new Token(TokenKind.End, "", Here));
    }

    private void EndStatement(Place place)
    {
        if (_tokens.Count > 0 && _tokens[^1].Kind is not (TokenKind.Newline or TokenKind.Indent or TokenKind.Dedent))
        {
            _tokens.Add(new Token(TokenKind.Newline, "", place));
        }
    }

    // The next token of the same logical line, or null where there was only blank space or a fault.
    private Token? Scan()
    {
        var c = Current;
        switch (c)
        {
            case ' ' or '\t' or '\f' or '\0':
                _at++;
                return null;
            case '#':
                SkipComment();
                return null;
            case '\\' when Ahead(1) is '\n' or '\r':
                _at++;
                NextLine();
                return null;
        }

        if (StringStart() is { } quoteAt)
        {
            return ReadString(quoteAt);
        }

        if (Identifiers.Starts(c))
        {
            var (place, start) = (Here, _at);
            while (_at < _text.Length && Identifiers.Continues(Current))
            {
                _at++;
            }

            return new Token(TokenKind.Name, Identifiers.Of(_text.AsSpan(start, _at - start)), place);
        }

        if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Ahead(1)))
        {
            return ReadNumber();
        }

        return ReadOperator();
    }

    private Token ReadNumber()
    {
        var (place, start) = (Here, _at);
        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_' || Current is '+' or '-' && _text[_at - 1] is 'e' or 'E' && !IsHex(start))
        {
            _at++;
        }

        return new Token(TokenKind.Number, _text[start.._at], place);
    }

    private bool IsHex(int start) => start + 1 < _text.Length && _text[start] == '0' && _text[start + 1] is 'x' or 'X';

    private void SkipComment()
    {
        while (_at < _text.Length && Current is not ('\n' or '\r'))
        {
            _at++;
        }
    }

    private void NextLine()
    {
        _at += Current == '\r' && Ahead(1) == '\n' ? 2 : 1;
        _line++;
        _lineStart = _at;
    }

    private void Fault(Place at, string message)
    {
        if (Faults.Count < MaxFaults)
        {
            Faults.Add(new SyntaxFault(at, message));
        }
    }
}
