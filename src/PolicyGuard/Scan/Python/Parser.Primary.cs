using System.Globalization;
using System.Text;

namespace PolicyGuard.Scan.Python;

/// <content>Names, literals, brackets, and what hangs on them: calls, attributes, subscripts.</content>
internal sealed partial class Parser
{
    private Expr Primary()
    {
        var at = Current.At;
        var value = Atom();
        var links = 0;
        while (Current.Kind == TokenKind.Operator)
        {
            var place = Current.At;
            if (Current.Text is not ("." or "(" or "["))
            {
                break;
            }

            // A chain is a tree as deep as it is long; it counts as depth for whoever walks it.
            if (++links > MaxDepth)
            {
                throw new ParseFault(place, "a chain of more than 200 calls, attributes and subscripts");
            }

            Nodes++;
            switch (Next().Text)
            {
                case ".":
                    value = new AttributeExpr(at, value, Current.Kind == TokenKind.Name ? Next().Text : ExpectName());
                    break;
                case "(":
                    value = new CallExpr(at, value, Arguments());
                    break;
                default:
                    var index = Index();
                    Expect("]");
                    value = new SubscriptExpr(at, value, index);
                    break;
            }
        }

        return value;
    }

    private Expr Index()
    {
        var at = Current.At;
        var items = new List<Expr>();
        do
        {
            if (Current.Is("]"))
            {
                break;
            }

            items.Add(Slice());
        }
        while (Take(","));
        return items.Count == 1 ? items[0] : new SequenceExpr(at, '(', items);
    }

    private Expr Slice()
    {
        var at = Current.At;
        Expr? from = Current.Is(":") ? null : Starred();
        if (!Take(":"))
        {
            return from!;
        }

        Expr? to = Current.Is(":") || Current.Is("]") || Current.Is(",") ? null : Test();
        Expr? step = Take(":") && !Current.Is("]") && !Current.Is(",") ? Test() : null;
        return new SliceExpr(at, from, to, step);
    }

    private List<Argument> Arguments()
    {
        var arguments = new List<Argument>();
        while (!Take(")"))
        {
            var stars = Take("*") ? 1 : Take("**") ? 2 : 0;
            if (stars == 0 && Current.Kind == TokenKind.Name && Ahead.Is("="))
            {
                var name = Next().Text;
                Next();
                arguments.Add(new Argument(name, Test(), 0));
            }
            else
            {
                var at = Current.At;
                var value = NamedTest();
                arguments.Add(new Argument(null, ForClause(at, '(', value, null) ?? value, stars));
            }

            if (!Take(",") && !Current.Is(")"))
            {
                throw Wrong("`)` was expected");
            }
        }

        return arguments;
    }

    private ComprehensionExpr? ForClause(Place at, char kind, Expr element, Expr? value)
    {
        if (!Current.Is("for") && !(Current.Is("async") && Ahead.Is("for")))
        {
            return null;
        }

        var clauses = new List<ComprehensionClause>();
        while (Current.Is("for") || Current.Is("async") && Ahead.Is("for"))
        {
            Take("async");
            Next();
            Nodes++;
            var target = Targets();
            Expect("in");
            var source = Logic(all: false);
            var conditions = new List<Expr>();
            while (Take("if"))
            {
                conditions.Add(Current.Is("lambda") ? Test() : Ahead.Is(":=") ? NamedTest() : Logic(all: false));
            }

            clauses.Add(new ComprehensionClause(target, source, conditions));
        }

        return new ComprehensionExpr(at, kind, element, value, clauses);
    }

    private Expr Atom()
    {
        Enter();
        var at = Current.At;
        var value = Current.Kind switch
        {
            TokenKind.Text or TokenKind.Formatted => Strings(at),
            TokenKind.Number => Number(Next()),
            TokenKind.Name => Word(at),
            TokenKind.Operator => Bracket(at),
            _ => throw Wrong("an expression was expected"),
        };
        Leave();
        return value;
    }

    private Expr Word(Place at)
    {
        switch (Current.Text)
        {
            case "None":
                Next();
                return new ConstantExpr(at, null);
            case "True" or "False":
                return new ConstantExpr(at, Next().Text == "True");
            case "print" or "exec":
                return new NameExpr(at, Next().Text);
            default:
                return new NameExpr(at, ExpectName());
        }
    }
}
