namespace PolicyGuard.Scan.Python;

/// <summary>A file as read: its statements, and what in it was not Python.</summary>
/// <param name="Body">The statements that could be read.</param>
/// <param name="Faults">At most 200, in the order of the file.</param>
/// <param name="Nodes">How many expressions and statements there are.</param>
internal sealed record PythonFile(IReadOnlyList<Stmt> Body, IReadOnlyList<SyntaxFault> Faults, int Nodes)
{
    /// <summary>The first parts of the names of all modules that it imports, anywhere.</summary>
    public IReadOnlySet<string> Imports { get; init; } = new HashSet<string>();

    /// <summary>What it was made of.</summary>
    public IReadOnlyList<Token> Tokens { get; init; } = [];

    /// <summary>Reads a file. Never throws; takes time linear in its length.</summary>
    public static PythonFile Read(string text)
    {
        var (tokens, faults) = Lexer.Read(text);
        var parser = new Parser(tokens);
        var body = parser.File();
        return new PythonFile(body, [.. faults.Concat(parser.Faults).OrderBy(static fault => fault.At.Line).ThenBy(static fault => fault.At.Column)], parser.Nodes) { Imports = parser.Imports, Tokens = tokens };
    }
}
