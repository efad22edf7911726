namespace PolicyGuard.Scan.Python;

/// <summary>
/// Makes statements of tokens (language reference, section 10), by recursive descent without going back. A statement that cannot be read is a
/// fault, and the next one is read: a broken line hides nothing but itself.
/// </summary>
internal sealed partial class Parser(IReadOnlyList<Token> tokens)
{
    // Nested expressions and blocks; CPython allows 200 brackets and 100 blocks.
    private const int MaxDepth = 200;
    private const int MaxFaults = 100;

    private int _at;
    private int _depth;

    /// <summary>What was not Python; at most 100, then the rest is not read.</summary>
    public List<SyntaxFault> Faults { get; } = [];

    /// <summary>How many expressions and statements were made.</summary>
    public int Nodes { get; private set; }

    /// <summary>The first parts of the names of all modules that are imported.</summary>
    public HashSet<string> Imports { get; } = new(StringComparer.Ordinal);

    private Token Current => tokens[_at];

    private Token Ahead => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>All statements.</summary>
    public List<Stmt> File()
    {
        var body = new List<Stmt>();
        while (Current.Kind != TokenKind.End && Faults.Count < MaxFaults)
        {
            Statement(body);
        }

        return body;
    }

    private Token Next()
    {
        var token = Current;
        if (_at < tokens.Count - 1)
        {
            _at++;
        }

        return token;
    }

    private bool Take(string text)
    {
        if (!Current.Is(text))
        {
            return false;
        }

        Next();
        return true;
    }

    private bool TakeNewline()
    {
        if (Current.Kind != TokenKind.Newline)
        {
            return Current.Kind == TokenKind.End;
        }

        Next();
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text))
        {
            throw Wrong($"`{text}` was expected");
        }
    }

    private string ExpectName()
    {
        if (Current.Kind != TokenKind.Name || Keywords.Contains(Current.Text))
        {
            throw Wrong("a name was expected");
        }

        return Next().Text;
    }

    private ParseFault Wrong(string what) => new(Current.At, $"{what}, not {Shown(Current)}");

    private static string Shown(Token token) => token.Kind switch
    {
        TokenKind.Newline => "the end of the line",
        TokenKind.End => "the end of the file",
        TokenKind.Indent => "a deeper indentation",
        TokenKind.Dedent => "the end of the block",
        TokenKind.Text or TokenKind.Formatted => "a string",
        _ => $"`{(token.Text.Length > 20 ? token.Text[..20] : token.Text)}`",
    };

    private void Enter()
    {
        Nodes++;
        if (++_depth > MaxDepth)
        {
            throw new ParseFault(Current.At, "nested too deeply");
        }
    }

    private void Leave() => _depth--;

    private static readonly HashSet<string> Keywords =
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
        "while", "with", "yield",
    ];
}
