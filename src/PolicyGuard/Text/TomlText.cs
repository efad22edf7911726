namespace PolicyGuard.Text;

/// <summary>The characters of a TOML document, and where the reader stands in them.</summary>
internal sealed class TomlText(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The character, or NUL at the end.</summary>
    public char Current => _at < text.Length ? text[_at] : '\0';

    /// <summary>1-based line and column.</summary>
    public (int Line, int Column) Place => (_line, _at - _lineStart + 1);

    /// <summary>Whether the end is reached.</summary>
    public bool AtEnd => _at >= text.Length;

    /// <summary>Whether a text stands here.</summary>
    public bool StartsWith(string what) => text.AsSpan(_at).StartsWith(what, StringComparison.Ordinal);

    /// <summary>Goes on by a number of characters, of which none or the last ends a line.</summary>
    public void Advance(int count = 1)
    {
        for (; count > 0 && _at < text.Length; count--)
        {
            if (text[_at++] == '\n')
            {
                _line++;
                _lineStart = _at;
            }
        }
    }

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Skips blanks, line ends and comments.</summary>
    /// <returns>Whether anything follows.</returns>
    public bool SkipToContent()
    {
        while (!AtEnd)
        {
            if (Current is ' ' or '\t' or '\r' or '\n')
            {
                Advance();
            }
            else if (Current == '#')
            {
                SkipComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Wants nothing but a comment up to the end of the line.</summary>
    public void EndLine()
    {
        SkipBlanks();
        if (Current == '#')
        {
            SkipComment();
        }

        if (Current == '\r')
        {
            Advance();
        }

        if (!AtEnd && Current != '\n')
        {
            throw Fault($"`{Current}` does not belong here: one key stands on a line");
        }

        Advance();
    }

    public bool TryTake(char c)
    {
        if (Current != c || AtEnd)
        {
            return false;
        }

        Advance();
        return true;
    }

    public void Take(char c)
    {
        if (!TryTake(c))
        {
            throw Fault(AtEnd ? $"`{c}` was expected before the end" : $"`{c}` was expected, not `{Current}`");
        }
    }

    /// <summary>A key without quotes.</summary>
    public string BareKey()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
        {
            _at++;
        }

        return _at > start ? text[start.._at] : throw Fault("a key was expected here: letters, digits, `_` and `-`, or quotes");
    }

    /// <summary>What stands up to the next blank, comma or bracket.</summary>
    public string Word()
    {
        var start = _at;
        while (!AtEnd && Current is not (' ' or '\t' or '\r' or '\n' or ',' or ']' or '}' or '#'))
        {
            _at++;
        }

        return text[start.._at];
    }

    public TomlException Fault(string message) => new(Place.Line, Place.Column, message);

    private void SkipComment()
    {
        while (!AtEnd && Current != '\n')
        {
            _at++;
        }
    }
}

/// <summary>What is wrong with a TOML document, and where.</summary>
internal sealed class TomlException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
