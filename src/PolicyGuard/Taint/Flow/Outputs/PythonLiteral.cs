using System.Globalization;
using System.Text;

namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>
/// Reads what Python prints of its values: <c>{'a': 1, 'b': [None, True]}</c>, tuples, sets, and objects such as
/// <c>Text(type='text', size=3)</c> (the Python Language Reference, 2.4 and 6.2). The whole text must be one value.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MaxDepth = 48;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The value, or null where the text is none.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('{' or '[' or '(' or '\'' or '"') && !IsCall(text))
        {
            return null;
        }

        var reader = new PythonLiteral(text);
        var node = reader.Value(0);
        reader.Blank();
        return reader._at == text.Length ? node : null;
    }

    private static bool IsCall(ReadOnlySpan<char> text)
    {
        var name = NameLength(text);
        return name > 0 && name < text.Length && text[name] == '(' && text[^1] == ')';
    }

    private Node? Value(int depth)
    {
        Blank();
        if (depth > MaxDepth || _at >= _text.Length)
        {
            return null;
        }

        var c = _text[_at];
        if (c is '{' or '[' or '(')
        {
            _at++;
            return Many(c == '{' ? '}' : c == '[' ? ']' : ')', depth);
        }

        if (c is '\'' or '"')
        {
            return Quoted() is { } text ? new Node { Text = text } : null;
        }

        var name = NameLength(_text[_at..]);
        if (name > 0 && _at + name < _text.Length)
        {
            var next = _text[_at + name];
            if (next == '(')
            {
                _at += name + 1;
                return Many(')', depth);
            }

            if (name <= 2 && next is '\'' or '"')
            {
                // A prefixed string: b'…', r"…".
                _at += name;
                return Quoted() is { } text ? new Node { Text = text } : null;
            }
        }

        var end = _text[_at..].IndexOfAny(",]}) :=\n");
        var length = end < 0 ? _text.Length - _at : end;
        var word = _text.Slice(_at, length);
        if (length == 0 || !IsPlain(word))
        {
            return null;
        }

        _at += length;
        return new Node { Text = word.ToString() };
    }

    // A dictionary, a list, a tuple, a set, or the arguments of a constructor.
    private Node? Many(char close, int depth)
    {
        var node = new Node();
        while (true)
        {
            Blank();
            if (_at < _text.Length && _text[_at] == close)
            {
                _at++;
                return node;
            }

            if (Value(depth + 1) is not { } value)
            {
                return null;
            }

            Blank();
            if (_at < _text.Length && _text[_at] is ':' or '=' && value.Text is { } name)
            {
                _at++;
                if (Value(depth + 1) is not { } member)
                {
                    return null;
                }

                node.Members.Add((name, member));
                Blank();
            }
            else
            {
                node.Items.Add(value);
            }

            if (_at >= _text.Length || (_text[_at] != ',' && _text[_at] != close))
            {
                return null;
            }

            _at += _text[_at] == ',' ? 1 : 0;
        }
    }

    private string? Quoted()
    {
        var quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var stop = _text[_at..].IndexOfAny(quote, '\\');
            if (stop < 0)
            {
                return null;
            }

            text.Append(_text.Slice(_at, stop));
            _at += stop;
            if (_text[_at] == quote)
            {
                _at++;
                return text.ToString();
            }

            if (!Escape(text))
            {
                return null;
            }
        }

        return null;
    }

    private bool Escape(StringBuilder text)
    {
        if (_at + 1 >= _text.Length)
        {
            return false;
        }

        var c = _text[_at + 1];
        _at += 2;
        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits > _text.Length || !int.TryParse(_text.Slice(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
            {
                return false;
            }

            text.Append(Rune.TryCreate(code, out var rune) ? rune.ToString() : "\uFFFD");
            _at += digits;
            return true;
        }

        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(c); break;
            default: text.Append('\\').Append(c); break;
        }

        return true;
    }

    private void Blank()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    // Numbers, None, True, names, and what is between angle brackets when an object has no form of its own.
    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or '-' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && (char.IsAsciiLetter(text[i]) || text[i] is '_' or '.' || (i > 0 && char.IsAsciiDigit(text[i]))))
        {
            i++;
        }

        return i;
    }
}
