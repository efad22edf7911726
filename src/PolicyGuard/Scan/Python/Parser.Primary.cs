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

    private static Expr Number(Token token)
    {
        var text = token.Text.Replace("_", "", StringComparison.Ordinal);
        if (text.Length > 2 && text[0] == '0' && char.IsAsciiLetter(text[1]))
        {
            return (text[1] | 0x20) switch
            {
                'x' when long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) => new ConstantExpr(token.At, hex),
                'b' when long.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out var bits) => new ConstantExpr(token.At, bits),
                _ => new OpaqueExpr(token.At),
            };
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            return new ConstantExpr(token.At, whole);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)
            ? new ConstantExpr(token.At, real)
            : new OpaqueExpr(token.At);
    }

    // Strings that stand side by side are one.
    private Expr Strings(Place at)
    {
        var parts = new List<Expr>();
        var text = new StringBuilder();
        var onlyText = true;
        while (Current.Kind is TokenKind.Text or TokenKind.Formatted)
        {
            var token = Next();
            if (token.Parts is null)
            {
                text.Append(token.Text);
                continue;
            }

            onlyText = false;
            Pieces(token.Parts, token.At, parts, text);
        }

        if (onlyText)
        {
            return new ConstantExpr(at, text.ToString());
        }

        Flush(parts, text, at);
        return new FormattedExpr(at, parts);
    }

    private void Pieces(IReadOnlyList<FormattedPart> pieces, Place at, List<Expr> parts, StringBuilder text)
    {
        foreach (var piece in pieces)
        {
            if (piece.Literal is { } literal)
            {
                text.Append(literal);
                continue;
            }

            Flush(parts, text, at);
            parts.Add(Field(piece));
            foreach (var inner in piece.Format.Where(static inner => inner.Literal is null))
            {
                parts.Add(Field(inner));
            }
        }
    }

    private static void Flush(List<Expr> parts, StringBuilder text, Place at)
    {
        if (text.Length > 0)
        {
            parts.Add(new ConstantExpr(at, text.ToString()));
            text.Clear();
        }
    }

    // A field is a small file of its own.
    private Expr Field(FormattedPart piece)
    {
        var inner = new Parser(piece.Field) { _depth = _depth };
        var at = piece.Field[0].At;
        try
        {
            var value = inner.Expressions();
            if (inner.Current.Kind != TokenKind.End)
            {
                throw inner.Wrong("the end of the field was expected");
            }

            return value;
        }
        catch (ParseFault fault)
        {
            // The field is lost; the string around it is not. Nested fields have told their own faults.
            if (Faults.Count < MaxFaults)
            {
                Faults.Add(new SyntaxFault(fault.At, fault.Message));
            }

            return new OpaqueExpr(at);
        }
        finally
        {
            Nodes += inner.Nodes;
            Faults.AddRange(inner.Faults.Take(MaxFaults - Faults.Count));
        }
    }

    private Expr Bracket(Place at)
    {
        switch (Current.Text)
        {
            case "...":
                Next();
                return new OpaqueExpr(at);
            case "(":
                Next();
                return Group(at, '(', ")");
            case "[":
                Next();
                return Group(at, '[', "]");
            case "{":
                Next();
                return Braces(at);
            default:
                throw Wrong("an expression was expected");
        }
    }

    private Expr Group(Place at, char kind, string end)
    {
        if (Take(end))
        {
            return new SequenceExpr(at, kind, []);
        }

        var first = Starred();
        if (ForClause(at, kind, first, null) is { } comprehension)
        {
            Expect(end);
            return comprehension;
        }

        if (kind == '(' && Take(end))
        {
            return first;
        }

        return Items(at, kind, end, first);
    }

    private SequenceExpr Items(Place at, char kind, string end, Expr first)
    {
        var items = new List<Expr> { first };
        while (Take(","))
        {
            if (Current.Is(end))
            {
                break;
            }

            items.Add(Starred());
        }

        Expect(end);
        return new SequenceExpr(at, kind, items);
    }

    private Expr Braces(Place at)
    {
        if (Take("}"))
        {
            return new DictExpr(at, []);
        }

        if (Current.Is("**"))
        {
            return Entries(at, []);
        }

        var first = Starred();
        if (!Take(":"))
        {
            if (ForClause(at, '{', first, null) is { } set)
            {
                Expect("}");
                return set;
            }

            return Items(at, '{', "}", first);
        }

        var value = Test();
        if (ForClause(at, '{', first, value) is { } comprehension)
        {
            Expect("}");
            return comprehension;
        }

        var entries = new List<(Expr? Key, Expr Value)> { (first, value) };
        if (!Take(","))
        {
            Expect("}");
            return new DictExpr(at, entries);
        }

        return Entries(at, entries);
    }

    private DictExpr Entries(Place at, List<(Expr? Key, Expr Value)> entries)
    {
        while (!Take("}"))
        {
            if (Take("**"))
            {
                entries.Add((null, Comparable()));
            }
            else
            {
                var key = Test();
                Expect(":");
                entries.Add((key, Test()));
            }

            if (!Take(",") && !Current.Is("}"))
            {
                throw Wrong("`}` was expected");
            }
        }

        return new DictExpr(at, entries);
    }
}
