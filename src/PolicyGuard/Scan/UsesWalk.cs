using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan;

/// <summary>
/// MCPGuard's rules over the whole tree, dead code included: what is written can be reached by somebody who edits one line. What a name means
/// is taken from the imports; a file that defines its own <c>eval</c> is told of it all the same, in doubt.
/// </summary>
internal sealed class UsesWalk(string file)
{
    private readonly Dictionary<(string, int), ScanFinding> _findings = [];
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    public static IEnumerable<ScanFinding> Of(string file, IReadOnlyList<Token> tokens)
    {
        var walk = new UsesWalk(file);
        walk.Run(tokens);
        return walk._findings.Values;
    }

    // Names, dots and brackets are enough, and tokens are there even where the grammar failed.
    private void Run(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Parts is { } parts)
            {
                Inside(parts);
            }

            if (token.Kind != TokenKind.Name || i > 0 && tokens[i - 1].Is("."))
            {
                continue;
            }

            var starts = i == 0 || tokens[i - 1].Kind is TokenKind.Newline or TokenKind.Indent or TokenKind.Dedent || tokens[i - 1].Is(";") || tokens[i - 1].Is(":");
            if (starts && token.Text is "import" or "from")
            {
                i = token.Text == "import" ? Import(tokens, i + 1) : From(tokens, i + 1);
                continue;
            }

            var name = token.Text;
            var end = i;
            while (end + 2 < tokens.Count && tokens[end + 1].Is(".") && tokens[end + 2].Kind == TokenKind.Name && end - i < 8)
            {
                end += 2;
                name += "." + tokens[end].Text;
            }

            if (end + 1 < tokens.Count && tokens[end + 1].Is("(") && !(i > 0 && (tokens[i - 1].Is("def") || tokens[i - 1].Is("class"))))
            {
                Called(name, token.At);
            }
        }
    }

    private void Inside(IReadOnlyList<FormattedPart> parts)
    {
        foreach (var part in parts)
        {
            Run(part.Field);
            Inside(part.Format);
        }
    }

    private void Called(string name, Place at)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? name : name[..dot];
        var rest = dot < 0 ? "" : name[dot..];
        var full = _aliases.TryGetValue(head, out var meant) ? meant + rest : name;
        if ((UseRules.OfName(full) ?? (rest.Length == 0 || head is "builtins" or "__builtins__" ? UseRules.OfName("builtins." + DottedLast(full)) : null)) is { } rule)
        {
            Add(rule, at, $"`{full}` is called");
        }
    }

    private static string DottedLast(string name) => name[(name.LastIndexOf('.') + 1)..];

    private int Import(IReadOnlyList<Token> tokens, int i)
    {
        while (i < tokens.Count && tokens[i].Kind == TokenKind.Name)
        {
            var at = tokens[i].At;
            var name = Dotted(tokens, ref i);
            Imported(name, at);
            if (i + 1 < tokens.Count && tokens[i].Is("as"))
            {
                _aliases[tokens[i + 1].Text] = name;
                i += 2;
            }

            if (i >= tokens.Count || !tokens[i].Is(","))
            {
                break;
            }

            i++;
        }

        return i - 1;
    }

    private int From(IReadOnlyList<Token> tokens, int i)
    {
        var at = tokens[Math.Min(i, tokens.Count - 1)].At;
        if (i >= tokens.Count || tokens[i].Kind != TokenKind.Name)
        {
            return i - 1;
        }

        var module = Dotted(tokens, ref i);
        Imported(module, at);
        if (i >= tokens.Count || !tokens[i].Is("import"))
        {
            return i - 1;
        }

        for (i++; i < tokens.Count && tokens[i].Kind is not (TokenKind.Newline or TokenKind.End) && !tokens[i].Is(";") && !tokens[i].Is(")"); i++)
        {
            if (tokens[i].Kind != TokenKind.Name || tokens[i - 1].Is("as"))
            {
                continue;
            }

            var full = $"{module}.{tokens[i].Text}";
            var alias = i + 2 < tokens.Count && tokens[i + 1].Is("as") ? tokens[i + 2].Text : tokens[i].Text;
            _aliases[alias] = full;
            if (UseRules.OfName(full) is { } rule && module == "os")
            {
                Add(rule, tokens[i].At, $"`{full}` is imported");
            }
        }

        return i - 1;
    }

    private static string Dotted(IReadOnlyList<Token> tokens, ref int i)
    {
        var name = tokens[i++].Text;
        while (i + 1 < tokens.Count && tokens[i].Is(".") && tokens[i + 1].Kind == TokenKind.Name && name.Length < 500)
        {
            name += "." + tokens[i + 1].Text;
            i += 2;
        }

        return name;
    }

    private void Imported(string module, Place at)
    {
        var dot = module.IndexOf('.', StringComparison.Ordinal);
        if (UseRules.OfModule(dot < 0 ? module : module[..dot]) is { } rule)
        {
            Add(rule, at, $"`{module}` is imported");
        }
    }

    private void Add(ScanRule rule, Place at, string message) => _findings.TryAdd((rule.Id, at.Line), new ScanFinding(rule, file, at.Line, at.Column, message, []));
}
