namespace PolicyGuard.Taint.Instructions;

/// <summary>What stands between a word and the one before it.</summary>
internal enum Break
{
    None,

    /// <summary>A comma, a dash, a bracket.</summary>
    Comma,

    /// <summary>A quotation mark or a backtick alone.</summary>
    Quote,

    /// <summary>A colon.</summary>
    Colon,

    /// <summary>The end of a sentence, of a line, of a value in a printed record.</summary>
    Stop,

    /// <summary>An empty line.</summary>
    Paragraph,
}

/// <summary>A word in its place.</summary>
internal readonly record struct Token(int Start, int End, WordClass Class, Break Before)
{
    public bool Is(WordClass any) => (Class & any) != 0;
}
