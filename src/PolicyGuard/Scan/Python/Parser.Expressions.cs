namespace PolicyGuard.Scan.Python;

/// <content>Expressions, from the loosest binding to the tightest.</content>
internal sealed partial class Parser
{
    // Weakest first; operators of one row bind alike, from left to right.
    private static readonly string[][] Levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"]];

    /// <summary>One expression, or several with commas: a tuple.</summary>
    private Expr Expressions()
    {
        var at = Current.At;
        var first = Starred();
        if (!Current.Is(","))
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (Take(","))
        {
            if (AtEnd() || Current.Kind == TokenKind.Operator && Current.Text is "=" or ")" or "]" or "}" or ":" || Current.Is("in"))
            {
                break;
            }

            items.Add(Starred());
        }

        return new SequenceExpr(at, '(', items);
    }

    private Expr Starred()
    {
        var at = Current.At;
        return Take("*") ? new StarredExpr(at, Comparable()) : NamedTest();
    }

    private Expr NamedTest()
    {
        var at = Current.At;
        if (Current.Kind == TokenKind.Name && Ahead.Is(":=") && !Keywords.Contains(Current.Text))
        {
            var name = Next().Text;
            Next();
            return new WalrusExpr(at, name, Test());
        }

        return Test();
    }

    private Expr Test()
    {
        Enter();
        var at = Current.At;
        Expr value;
        if (Current.Is("lambda"))
        {
            value = Lambda(at);
        }
        else if (Current.Is("yield"))
        {
            value = Yield(at);
        }
        else
        {
            value = Logic(all: false);
            if (Take("if"))
            {
                var test = Logic(all: false);
                Expect("else");
                value = new ConditionalExpr(at, test, value, Test());
            }
        }

        Leave();
        return value;
    }

    private LambdaExpr Lambda(Place at)
    {
        Next();
        var parameters = Parameters(":", annotated: false);
        Expect(":");
        var body = new ReturnStmt(at, Test());
        return new LambdaExpr(at, new FunctionShape("<lambda>", parameters, [body], IsAsync: false) { At = at });
    }

    private YieldExpr Yield(Place at)
    {
        Next();
        if (Take("from"))
        {
            return new YieldExpr(at, Test());
        }

        return new YieldExpr(at, AtEnd() || Current.Is(")") || Current.Is("=") ? null : Expressions());
    }

    private Expr Logic(bool all)
    {
        var at = Current.At;
        var word = all ? "and" : "or";
        var first = all ? Not() : Logic(all: true);
        if (!Current.Is(word))
        {
            return first;
        }

        var operands = new List<Expr> { first };
        while (Take(word))
        {
            operands.Add(all ? Not() : Logic(all: true));
        }

        return new LogicExpr(at, all, operands);
    }

    private Expr Not()
    {
        var at = Current.At;
        if (!Take("not"))
        {
            return Comparison();
        }

        Enter();
        var operand = Not();
        Leave();
        return new UnaryExpr(at, "not", operand);
    }

    private Expr Comparison()
    {
        var at = Current.At;
        var first = Comparable();
        var rest = new List<(string Operator, Expr Right)>();
        while (ComparisonOperator() is { } op)
        {
            rest.Add((op, Comparable()));
        }

        return rest.Count == 0 ? first : new CompareExpr(at, first, rest);
    }

    private string? ComparisonOperator()
    {
        if (Current.Kind == TokenKind.Operator)
        {
            return Current.Text is "==" or "!=" or "<" or ">" or "<=" or ">=" or "<>" ? Next().Text : null;
        }

        if (Take("in"))
        {
            return "in";
        }

        if (Current.Is("not") && Ahead.Is("in"))
        {
            Next();
            Next();
            return "not in";
        }

        return Take("is") ? Take("not") ? "is not" : "is" : null;
    }

    private Expr Comparable() => Binary(0);

    private Expr Arithmetic() => Binary(4);

    private Expr Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var at = Current.At;
        var first = Binary(level + 1);
        List<(string Operator, Expr Right)>? rest = null;
        while (Current.Kind == TokenKind.Operator && Array.IndexOf(Levels[level], Current.Text) >= 0)
        {
            var op = Next().Text;
            Nodes++;
            (rest ??= []).Add((op, Binary(level + 1)));
        }

        return rest is null ? first : new BinaryExpr(at, first, rest);
    }

    private Expr Unary()
    {
        var at = Current.At;
        if (Current.Kind == TokenKind.Operator && Current.Text is "-" or "+" or "~")
        {
            var op = Next().Text;
            Enter();
            var operand = Unary();
            Leave();
            return new UnaryExpr(at, op, operand);
        }

        if (Current.Is("await"))
        {
            Next();
            Enter();
            var value = Unary();
            Leave();
            return new AwaitExpr(at, value);
        }

        var target = Primary();
        if (!Take("**"))
        {
            return target;
        }

        Enter();
        var power = Unary();
        Leave();
        return new BinaryExpr(at, target, [("**", power)]);
    }

    // What may stand before `in`, in a `for` or a comprehension.
    private Expr Targets()
    {
        var at = Current.At;
        var first = Target();
        if (!Current.Is(","))
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (Take(",") && !Current.Is("in") && !Current.Is(")"))
        {
            items.Add(Target());
        }

        return new SequenceExpr(at, '(', items);
    }

    private Expr Target()
    {
        var at = Current.At;
        return Take("*") ? new StarredExpr(at, Comparable()) : Comparable();
    }
}
