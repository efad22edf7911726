namespace PolicyGuard.Scan.Python;

/// <content><c>match</c>, which is a name elsewhere.</content>
internal sealed partial class Parser
{
    // The line ends with a colon and the block begins with `case`: nothing else reads so.
    private bool OpensCases()
    {
        var i = _at + 1;
        while (i < tokens.Count && tokens[i].Kind is not (TokenKind.Newline or TokenKind.End))
        {
            i++;
        }

        return i + 2 < tokens.Count && i > _at + 2 && tokens[i - 1].Is(":") && tokens[i + 1].Kind == TokenKind.Indent && tokens[i + 2].Is("case");
    }

    private MatchStmt Match(Place at)
    {
        Next();
        var subject = Expressions();
        Expect(":");
        TakeNewline();
        Next();
        var cases = new List<MatchCase>();
        while (Take("case"))
        {
            var pattern = OpenPattern();
            cases.Add(new MatchCase(pattern, Take("if") ? NamedTest() : null, Suite()));
        }

        if (Current.Kind == TokenKind.Dedent)
        {
            Next();
        }

        return new MatchStmt(at, subject, cases);
    }

    private Pattern OpenPattern()
    {
        var first = AsPattern();
        if (!Current.Is(","))
        {
            return first;
        }

        var parts = new List<Pattern> { first };
        while (Take(",") && !Current.Is(":") && !Current.Is("if"))
        {
            parts.Add(AsPattern());
        }

        return new Pattern(PatternKind.Inside, null, null, parts);
    }

    private Pattern AsPattern()
    {
        Enter();
        var pattern = ClosedPattern();
        if (Current.Is("|"))
        {
            var parts = new List<Pattern> { pattern };
            while (Take("|"))
            {
                parts.Add(ClosedPattern());
            }

            pattern = new Pattern(PatternKind.Or, null, null, parts);
        }

        if (Take("as"))
        {
            pattern = new Pattern(PatternKind.Or, null, ExpectName(), [pattern]);
        }

        Leave();
        return pattern;
    }

    private Pattern ClosedPattern()
    {
        if (Take("*") || Take("**"))
        {
            return new Pattern(PatternKind.Any, null, ExpectName(), []);
        }

        if (Take("("))
        {
            var inside = PatternsUntil(")");
            return inside.Count == 1 ? inside[0] : new Pattern(PatternKind.Inside, null, null, inside);
        }

        if (Take("["))
        {
            return new Pattern(PatternKind.Inside, null, null, PatternsUntil("]"));
        }

        if (Take("{"))
        {
            return new Pattern(PatternKind.Inside, null, null, PatternsUntil("}"));
        }

        if (Current.Kind == TokenKind.Name && !Keywords.Contains(Current.Text) && !Ahead.Is(".") && !Ahead.Is("("))
        {
            var name = Next().Text;
            return new Pattern(PatternKind.Any, null, name == "_" ? null : name, []);
        }

        if (Current.Kind == TokenKind.Name && !Keywords.Contains(Current.Text))
        {
            Expr dotted = new NameExpr(Current.At, Next().Text);
            while (Take("."))
            {
                dotted = new AttributeExpr(Current.At, dotted, ExpectName());
                Enter();
            }

            _depth -= Depth(dotted);
            return Take("(") ? new Pattern(PatternKind.Inside, null, null, PatternsUntil(")")) : new Pattern(PatternKind.Value, dotted, null, []);
        }

        return new Pattern(PatternKind.Value, Arithmetic(), null, []);
    }

    private static int Depth(Expr dotted)
    {
        var depth = 0;
        while (dotted is AttributeExpr attribute)
        {
            (dotted, depth) = (attribute.Target, depth + 1);
        }

        return depth;
    }

    // Items, also `key: pattern` of mappings and `name=pattern` of classes.
    private List<Pattern> PatternsUntil(string end)
    {
        var parts = new List<Pattern>();
        while (!Take(end))
        {
            if (Current.Kind == TokenKind.Name && Ahead.Is("="))
            {
                Next();
                Next();
            }

            var part = AsPattern();
            parts.Add(Take(":") ? AsPattern() : part);
            if (!Take(",") && !Current.Is(end))
            {
                throw Wrong($"`{end}` was expected");
            }
        }

        return parts;
    }
}
