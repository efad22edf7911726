namespace PolicyGuard.Scan.Python;

/// <summary>What a token is. The words are those of Python's lexical analysis (language reference, section 2).</summary>
internal enum TokenKind
{
    Name,
    Number,
    Text,
    Formatted,
    Operator,
    Newline,
    Indent,
    Dedent,
    End,
}
