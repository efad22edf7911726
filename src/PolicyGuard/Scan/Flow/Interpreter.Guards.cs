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
        refine = (holds, store) => Refine(test, holds, values, store);
        return outcome;
    }

    private void Refine(Expr test, bool holds, Dictionary<Expr, Value> values, Store store)
    {
        switch (test)
        {
            case UnaryExpr { Operator: "not" } unary:
                Refine(unary.Operand, !holds, values, store);
                break;
            case LogicExpr logic when logic.All == holds:
                foreach (var operand in logic.Operands)
                {
                    Refine(operand, holds, values, store);
                }

                break;
            case CompareExpr { Rest: [var (op, right)] } compare:
                RefineComparison(op, compare.First, right, holds, values, store);
                break;
            case CallExpr call:
                RefineCall(call, holds, values, store);
                break;
            case NameExpr or AttributeExpr or SubscriptExpr when !holds && values.TryGetValue(test, out var empty) && !empty.Is(Marks.Partial | Marks.Composite):
                // An empty input does nothing.
                Clear(empty.Taint, Hazard.All, store);
                break;
        }
    }

    private static void Clear(Taint taint, Hazard hazards, Store store)
    {
        foreach (var part in taint.Parts)
        {
            store.Clear(part.Atom, hazards);
            if ((store.Cleared(part.Atom) & (Hazard.Quoted | Hazard.NoQuoteInside)) == (Hazard.Quoted | Hazard.NoQuoteInside))
            {
                store.Clear(part.Atom, Hazard.Code);
            }
        }
    }

    private void RefineComparison(string op, Expr first, Expr second, bool holds, Dictionary<Expr, Value> values, Store store)
    {
        if (!values.TryGetValue(first, out var left) || !values.TryGetValue(second, out var right))
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
            if (positive == true && !left.Taint.IsNone && IsList(right))
            {
                ClearEqual(left, store);
            }
            else if (positive == false && left.ConstantText is { } part && !right.Is(Marks.Partial))
            {
                ClearWithout(part, right, store);
            }

            return;
        }

        if (positive != true)
        {
            return;
        }

        if (right.Taint.IsNone && !left.Taint.IsNone && (right.Options is not null || right.Marks == Marks.None && right.Name is not null))
        {
            ClearEqual(left, store);
        }
        else if (left.Taint.IsNone && left.Options is not null)
        {
            ClearEqual(right, store);
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

    private static void ClearEqual(Value value, Store store)
    {
        if (value.Is(Marks.Host))
        {
            Clear(value.Taint, Hazard.Redirect | Hazard.Request, store);
        }
        else if (!value.Is(Marks.Partial | Marks.Composite))
        {
            Clear(value.Taint, Hazard.All, store);
        }
    }

    // A certain text does not occur in it.
    private static void ClearWithout(string part, Value value, Store store)
    {
        if (value.Is(Marks.Inside) && part is "'" or "\"")
        {
            Clear(value.Taint, Hazard.NoQuoteInside, store);
            return;
        }

        if (part is ".." or "../" or "/" or "..\\")
        {
            Clear(value.Taint, Hazard.Path, store);
        }
        else if (part is "'" or "\"")
        {
            // XPath 1.0 has no way of writing a quote between such quotes.
            Clear(value.Taint, Hazard.XPath | Hazard.NoQuoteInside, store);
        }
    }

    private void RefineCall(CallExpr call, bool holds, Dictionary<Expr, Value> values, Store store)
    {
        var first = call.Arguments.Count > 0 && values.TryGetValue(call.Arguments[0].Value, out var value) ? value : Value.Unknown;
        var second = call.Arguments.Count > 1 && values.TryGetValue(call.Arguments[1].Value, out var next) ? next : Value.Unknown;
        if (values.TryGetValue(call.Function, out var function) && function.Name is { } name && Checks.OfFunction(name, first, second, holds) is { } checkedFor)
        {
            Clear(checkedFor.Value.Taint, checkedFor.Hazards, store);
        }
        else if (holds && call.Function is AttributeExpr method && values.TryGetValue(method.Target, out var receiver))
        {
            Clear(receiver.Taint, Checks.OfMethod(method.Name, receiver, first), store);
        }
    }
}
