using System.Globalization;
using System.Text;

namespace PolicyGuard.Scan.Python;

/// <content>Brackets of all kinds.</content>
internal sealed partial class Parser
{
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
