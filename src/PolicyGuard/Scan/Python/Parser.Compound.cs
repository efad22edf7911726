namespace PolicyGuard.Scan.Python;

/// <content>Compound statements.</content>
internal sealed partial class Parser
{
    private Stmt? Compound()
    {
        var at = Current.At;
        if (Current.Kind == TokenKind.Operator)
        {
            return Current.Text == "@" ? Decorated(at) : null;
        }

        if (Current.Kind != TokenKind.Name)
        {
            return null;
        }

        switch (Current.Text)
        {
            case "if":
                return If(at);
            case "while":
                Next();
                return new WhileStmt(at, NamedTest(), Suite(), Otherwise());
            case "for":
                return For(at);
            case "with":
                return With(at);
            case "try":
                return Try(at);
            case "def":
                return Function(at, [], isAsync: false);
            case "class":
                return Class(at, []);
            case "async" when Ahead.Is("def"):
                Next();
                return Function(at, [], isAsync: true);
            case "async" when Ahead.Is("for"):
                Next();
                return For(at);
            case "async" when Ahead.Is("with"):
                Next();
                return With(at);
            case "match" when OpensCases():
                return Match(at);
            default:
                return null;
        }
    }

    private List<Stmt> Otherwise() => Take("else") ? Suite() : [];

    private Stmt Decorated(Place at)
    {
        var decorators = new List<Expr>();
        while (Take("@"))
        {
            decorators.Add(NamedTest());
            if (!TakeNewline())
            {
                throw Wrong("the end of the decorator was expected");
            }
        }

        if (Current.Is("class"))
        {
            return Class(at, decorators);
        }

        var isAsync = Take("async");
        return Function(Current.At, decorators, isAsync);
    }

    private IfStmt If(Place at)
    {
        var branches = new List<(Expr Test, IReadOnlyList<Stmt> Body)>();
        do
        {
            Next();
            branches.Add((NamedTest(), Suite()));
        }
        while (Current.Is("elif"));
        return new IfStmt(at, branches, Otherwise());
    }

    private ForStmt For(Place at)
    {
        Next();
        var target = Targets();
        Expect("in");
        return new ForStmt(at, target, Expressions(), Suite(), Otherwise());
    }

    private WithStmt With(Place at)
    {
        Next();
        var items = new List<(Expr Context, Expr? Target)>();
        var brackets = Current.Is("(") && ClosesBeforeColon();
        if (brackets)
        {
            Next();
        }

        do
        {
            if (brackets && Current.Is(")"))
            {
                break;
            }

            var context = NamedTest();
            items.Add((context, Take("as") ? Target() : null));
        }
        while (Take(","));
        if (brackets)
        {
            Expect(")");
        }

        return new WithStmt(at, items, Suite());
    }

    // `with (a as b, c as d):` against `with (a), b:`; looks ahead to the bracket's end only.
    private bool ClosesBeforeColon()
    {
        var depth = 0;
        for (var i = _at; i < tokens.Count && tokens[i].Kind is not (TokenKind.Newline or TokenKind.End); i++)
        {
            depth += Opens(tokens[i]) ? 1 : Closes(tokens[i]) ? -1 : 0;
            if (depth == 0)
            {
                return i + 1 < tokens.Count && tokens[i + 1].Is(":");
            }
        }

        return false;
    }

    private static bool Opens(Token token) => token.Kind == TokenKind.Operator && token.Text is "(" or "[" or "{";

    private static bool Closes(Token token) => token.Kind == TokenKind.Operator && token.Text is ")" or "]" or "}";

    private TryStmt Try(Place at)
    {
        Next();
        var body = Suite();
        var handlers = new List<Handler>();
        while (Take("except"))
        {
            Take("*");
            Expr? type = Current.Is(":") ? null : Test();
            string? name = null;
            if (Take("as"))
            {
                name = ExpectName();
            }
            else
            {
                while (Take(","))
                {
                    // `except A, e` of Python 2, `except A, B` of Python 3.14.
                    var second = Test();
                    name = Take("as") ? ExpectName() : (second as NameExpr)?.Id;
                }
            }

            handlers.Add(new Handler(type, name, Suite()));
        }

        return new TryStmt(at, body, handlers, Otherwise(), Take("finally") ? Suite() : []);
    }

    private ClassStmt Class(Place at, List<Expr> decorators)
    {
        Expect("class");
        var name = ExpectName();
        TypeParameters();
        var bases = Take("(") ? Arguments() : [];
        return new ClassStmt(at, name, bases, Suite(), decorators);
    }

    private FunctionStmt Function(Place at, List<Expr> decorators, bool isAsync)
    {
        Expect("def");
        var name = ExpectName();
        TypeParameters();
        Expect("(");
        var parameters = Parameters(")", annotated: true);
        Expect(")");
        if (Take("->"))
        {
            Expressions();
        }

        return new FunctionStmt(at, new FunctionShape(name, parameters, Suite(), isAsync) { At = at }, decorators);
    }
}
