using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>What a condition says about the inputs in it, on the way where it holds and on the way where it does not.</content>
internal sealed partial class Interpreter
{
    // Evaluates a condition: certainly true, certainly false, or null; what it rules out is told by `refine`.
    private bool? Test(Expr test, Frame frame, out Action<bool, Store> refine)
    {
        var outer = _tested;
        var values = _tested = new Dictionary<Expr, Value>(ReferenceEqualityComparer.Instance);
        var outcome = Folding.Truth(Evaluate(test, frame));
        _tested = outer;
        refine = (holds, store) => Refine(test, holds, new Tested(values, store, frame));
        return outcome;
    }

    private void Refine(Expr test, bool holds, Tested at)
    {
        switch (test)
        {
            case UnaryExpr { Operator: "not" } unary:
                Refine(unary.Operand, !holds, at);
                break;
            case LogicExpr logic when logic.All == holds:
                foreach (var operand in logic.Operands)
                {
                    Refine(operand, holds, at);
                }

                break;
            case CompareExpr { Rest: [var (op, right)] } compare:
                RefineComparison(op, compare.First, right, holds, at);
                break;
            case CallExpr call:
                RefineCall(call, holds, at);
                break;
            case NameExpr or AttributeExpr or SubscriptExpr when !holds && at.Values.TryGetValue(test, out var empty):
                // An empty input does nothing.
                Clear(test, empty, Hazard.All, at);
                break;
        }
    }

    // What was tested is one value: a part of the input, the input with something around it, or the input itself. Of the input as such something
    // is known only in the last case; of the variable that was tested, always.
    private static void Clear(Expr tested, Value value, Hazard hazards, Tested at)
    {
        if (!value.Is(Marks.Partial | Marks.Composite))
        {
            Clear(value.TaintSet, hazards, at.Store);
        }

        if (Variable(tested) is { } name && ScopeOf(name, at) is { } scope)
        {
            var known = at.Store.Get(scope, name)!;
            at.Store.Set(scope, name, known.With(known.TaintSet.Without(hazards).Settled()));
        }
    }

    private static void Clear(TaintSet taint, Hazard hazards, Store store)
    {
        foreach (var part in taint.Parts)
        {
            store.Clear(part.Atom, hazards);
            if ((store.Cleared(part.Atom) & TaintSet.Literal) == TaintSet.Literal)
            {
                store.Clear(part.Atom, Hazard.Code);
            }
        }
    }

    // The variable that an expression shows whole, or without its ends.
    private static string? Variable(Expr tested) => tested switch
    {
        NameExpr name => name.Id,
        SubscriptExpr { Index: SliceExpr, Target: NameExpr name } => name.Id,
        CallExpr { Function: AttributeExpr { Name: "lower" or "strip" or "upper" or "casefold", Target: NameExpr name } } => name.Id,
        CallExpr { Function: NameExpr { Id: "str" }, Arguments: [{ Value: NameExpr name }] } => name.Id,
        _ => null,
    };

    private static Scope? ScopeOf(string name, Tested at)
    {
        for (Scope? scope = at.Frame.Scope.Home(name); scope is not null; scope = scope.Parent)
        {
            if (at.Store.Get(scope, name) is not null)
            {
                return scope;
            }
        }

        return null;
    }

    private void RefineComparison(string op, Expr first, Expr second, bool holds, Tested at)
    {
        if (!at.Values.TryGetValue(first, out var left) || !at.Values.TryGetValue(second, out var right))
        {
            return;
        }

        var positive = op is "==" or "in" or "is" ? holds : op is "!=" or "not in" or "is not" or "<>" ? !holds : (bool?)null;
        if (positive is null)
        {
            return;
        }

        if (op is "in" or "not in")
        {
            if (positive == true && !left.TaintSet.IsNone && IsList(right))
            {
                ClearEqual(first, left, at);
            }
            else if (positive == false && left.ConstantText is { } part)
            {
                ClearWithout(part, second, right, at);
            }

            return;
        }

        if (positive != true)
        {
            return;
        }

        if (right.TaintSet.IsNone && !left.TaintSet.IsNone && (right.Options is not null || right.Marks == Marks.None && right.Name is not null))
        {
            ClearEqual(first, left, at);
        }
        else if (left.TaintSet.IsNone && left.Options is not null)
        {
            ClearEqual(second, right, at);
        }
    }

    // A collection that nobody's input is in: `x in ALLOWED`. A string is none, what it contains is anything.
    private bool IsList(Value value)
    {
        if (value.Options is not null || value.Text is not null || !Deep(value).IsNone)
        {
            return false;
        }

        return value.References.Count > 0 || value.Name is not null || value.Type is not null;
    }

    private static void ClearEqual(Expr tested, Value value, Tested at)
    {
        if (value.Is(Marks.Host))
        {
            Clear(value.TaintSet, Hazard.Redirect | Hazard.Request, at.Store);
        }
        else if (tested is not SubscriptExpr { Index: SliceExpr })
        {
            Clear(tested, value, Hazard.All, at);
        }
    }

    // A certain text does not occur in it.
    private static void ClearWithout(string part, Expr tested, Value value, Tested at)
    {
        if (value.Is(Marks.Inside))
        {
            if (part is "'" or "\"")
            {
                Clear(tested, value with { Marks = Marks.None }, Hazard.NoQuoteInside, at);
            }
        }
        else if (tested is SubscriptExpr)
        {
            // Of a part, nothing is known that would be true of the whole.
        }
        else if (part is ".." or "../" or "/" or "..\\")
        {
            Clear(tested, value with { Marks = value.Marks & ~Marks.Composite }, Hazard.Path, at);
        }
        else if (part is "'" or "\"")
        {
            // XPath 1.0 has no way of writing a quote between such quotes.
            Clear(tested, value with { Marks = value.Marks & ~Marks.Composite }, Hazard.XPath | Hazard.NoQuoteInside, at);
        }
    }

    private void RefineCall(CallExpr call, bool holds, Tested at)
    {
        var first = call.Arguments.Count > 0 && at.Values.TryGetValue(call.Arguments[0].Value, out var value) ? value : Value.Unknown;
        var second = call.Arguments.Count > 1 && at.Values.TryGetValue(call.Arguments[1].Value, out var next) ? next : Value.Unknown;
        if (at.Values.TryGetValue(call.Function, out var function) && function.Name is { } name && Checks.OfFunction(name, first, second, holds) is { } found)
        {
            Clear(call.Arguments[found.Argument].Value, found.Argument == 0 ? first : second, found.Hazards, at);
        }
        else if (holds && call.Function is AttributeExpr method && at.Values.TryGetValue(method.Target, out var receiver))
        {
            var hazards = Checks.OfMethod(method.Name, receiver, first);
            if (receiver.Is(Marks.Resolved))
            {
                receiver = receiver with { Marks = receiver.Marks & ~Marks.Composite };
            }

            Clear(method.Target, receiver, hazards, at);
        }
    }

    /// <summary>A condition that was evaluated: the values in it, and where its outcome is to be known.</summary>
    private sealed record Tested(Dictionary<Expr, Value> Values, Store Store, Frame Frame);
}
