namespace PolicyGuard.Scan.Python;

/// <content>Lines, blocks and simple statements.</content>
internal sealed partial class Parser
{
    private static readonly HashSet<string> Augmented = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", ">>=", "<<=", "**=", "@="];

    // One statement, or a line of simple ones; always moves on.
    private void Statement(List<Stmt> into)
    {
        var (start, depth) = (_at, _depth);
        try
        {
            if (Current.Kind == TokenKind.Indent)
            {
                // A block that belongs to no statement that could be read.
                into.AddRange(Block());
            }
            else if (Current.Kind is TokenKind.Dedent or TokenKind.Newline)
            {
                Next();
            }
            else if (Compound() is { } compound)
            {
                Nodes++;
                into.Add(compound);
            }
            else
            {
                SimpleLine(into);
            }
        }
        catch (ParseFault fault)
        {
            Faults.Add(new SyntaxFault(fault.At, fault.Message));
            _depth = depth;
            SkipLine();
        }

        if (_at == start && Current.Kind != TokenKind.End)
        {
            Next();
        }
    }

    private void SkipLine()
    {
        while (Current.Kind is not (TokenKind.Newline or TokenKind.End or TokenKind.Indent or TokenKind.Dedent))
        {
            Next();
        }

        TakeNewline();
    }

    private void SimpleLine(List<Stmt> into)
    {
        do
        {
            if (Current.Kind is TokenKind.Newline or TokenKind.End)
            {
                break;
            }

            Nodes++;
            into.Add(Simple());
        }
        while (Take(";"));

        if (!TakeNewline() && Current.Kind != TokenKind.Dedent)
        {
            throw Wrong("the end of the statement was expected");
        }
    }

    private List<Stmt> Suite()
    {
        Expect(":");
        var body = new List<Stmt>();
        if (Current.Kind != TokenKind.Newline)
        {
            SimpleLine(body);
            return body;
        }

        Next();
        if (Current.Kind != TokenKind.Indent)
        {
            throw Wrong("an indented block was expected");
        }

        return Block();
    }

    private List<Stmt> Block()
    {
        var body = new List<Stmt>();
        Next();
        if (++_depth > MaxDepth)
        {
            throw new ParseFault(Current.At, "nested too deeply");
        }

        while (Current.Kind is not (TokenKind.Dedent or TokenKind.End) && Faults.Count < MaxFaults)
        {
            Statement(body);
        }

        _depth--;
        if (Current.Kind == TokenKind.Dedent)
        {
            Next();
        }

        return body;
    }

    private Stmt Simple()
    {
        var at = Current.At;
        switch (Current.Kind == TokenKind.Name ? Current.Text : "")
        {
            case "pass":
                Next();
                return new ExprStmt(at, new OpaqueExpr(at));
            case "break" or "continue":
                return new LeaveStmt(at, Next().Text, null);
            case "return":
                Next();
                return new ReturnStmt(at, AtEnd() ? null : Expressions());
            case "raise":
                return Raise(at);
            case "assert":
                Next();
                var test = Test();
                if (Take(","))
                {
                    Test();
                }

                return new AssertStmt(at, test);
            case "global" or "nonlocal":
                return new ScopeStmt(at, Next().Text == "global", Names());
            case "del":
                Next();
                return new DeleteStmt(at, [Expressions()]);
            case "import":
                Next();
                var modules = ImportNames(dotted: true);
                Imports.UnionWith(modules.Select(static module => module.Name.Split('.')[0]));
                return new ImportStmt(at, null, 0, modules);
            case "from":
                return FromImport(at);
            case "print" or "exec" when Ahead.Kind is TokenKind.Text or TokenKind.Formatted or TokenKind.Number
                || Ahead.Kind == TokenKind.Name && !Keywords.Contains(Ahead.Text):
                return OldStatement(at);
            case "type" when Ahead.Kind == TokenKind.Name && !Keywords.Contains(Ahead.Text):
                return TypeAlias(at);
            default:
                return Assignment(at);
        }
    }

    private bool AtEnd() => Current.Kind is TokenKind.Newline or TokenKind.End or TokenKind.Dedent || Current.Is(";");

    private LeaveStmt Raise(Place at)
    {
        Next();
        Expr? value = AtEnd() ? null : Test();
        while (Take("from") || Take(","))
        {
            Test();
        }

        return new LeaveStmt(at, "raise", value);
    }

    // Python 2's statements are calls in all but writing, and code for it is still about.
    private ExprStmt OldStatement(Place at)
    {
        var name = Next();
        var value = Expressions();
        return new ExprStmt(at, new CallExpr(at, new NameExpr(name.At, name.Text), [new Argument(null, value, 0)]));
    }

    private AssignStmt TypeAlias(Place at)
    {
        Next();
        var name = new NameExpr(Current.At, ExpectName());
        TypeParameters();
        Expect("=");
        Test();
        return new AssignStmt(at, [name], new OpaqueExpr(at), null);
    }

    private Stmt Assignment(Place at)
    {
        var first = Expressions();
        if (Current.Kind == TokenKind.Operator && Augmented.Contains(Current.Text))
        {
            var op = Next().Text[..^1];
            return new AugmentedStmt(at, first, op, Expressions());
        }

        if (Take(":"))
        {
            var annotation = Test();
            return new AssignStmt(at, [first], Take("=") ? Expressions() : null, annotation);
        }

        if (!Current.Is("="))
        {
            return new ExprStmt(at, first);
        }

        var values = new List<Expr> { first };
        while (Take("="))
        {
            values.Add(Expressions());
        }

        return new AssignStmt(at, values[..^1], values[^1], null);
    }
}
