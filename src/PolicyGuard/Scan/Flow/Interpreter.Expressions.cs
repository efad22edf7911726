using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Expressions.</content>
internal sealed partial class Interpreter
{
    // Values of the expressions of the condition that is being tested, for what the condition says about them.
    private Dictionary<Expr, Value>? _tested;

    private Value Evaluate(Expr expression, Frame frame)
    {
        if (!Step() || !HasStack())
        {
            return Value.Unknown;
        }

        var value = expression switch
        {
            ConstantExpr constant => Value.Of(constant.Value),
            NameExpr name => Lookup(name.Id, frame),
            AttributeExpr attribute => Attribute(Evaluate(attribute.Target, frame), attribute.Name, attribute.At, frame),
            SubscriptExpr subscript => Subscript(subscript, frame),
            CallExpr call => Call(call, frame),
            FormattedExpr formatted => Formatted(formatted, frame),
            BinaryExpr binary => Binary(binary, frame),
            UnaryExpr unary => Unary(unary, frame),
            LogicExpr logic => Logic(logic, frame),
            CompareExpr compare => Comparison(compare, frame),
            ConditionalExpr conditional => Conditional(conditional, frame),
            LambdaExpr lambda => new Value { Callable = new FunctionValue(lambda.Shape, frame.Scope, null, []) },
            SequenceExpr sequence => Sequence(sequence, frame),
            DictExpr dictionary => Dictionary(dictionary, frame),
            ComprehensionExpr comprehension => Comprehension(comprehension, frame),
            StarredExpr starred => Element(Evaluate(starred.Value, frame)),
            AwaitExpr wait => Evaluate(wait.Value, frame),
            WalrusExpr walrus => Walrus(walrus, frame),
            YieldExpr yield => Yield(yield, frame),
            SliceExpr slice => SliceParts(slice, frame),
            _ => Value.Unknown,
        };
        if (_tested is not null)
        {
            _tested[expression] = value;
        }

        return value;
    }

    private bool HasStack()
    {
        var has = System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();
        Incomplete |= !has;
        return has;
    }

    private Value Walrus(WalrusExpr walrus, Frame frame)
    {
        var value = Evaluate(walrus.Value, frame);
        Assign(new NameExpr(walrus.At, walrus.Name), value, frame, walrus.At);
        return value;
    }

    private Value Yield(YieldExpr yield, Frame frame)
    {
        if (yield.Value is not null)
        {
            var value = Evaluate(yield.Value, frame);
            frame.Returned = frame.Returned?.Join(value) ?? value;
        }

        return Value.Unknown;
    }

    private Value SliceParts(SliceExpr slice, Frame frame)
    {
        foreach (var part in (IEnumerable<Expr?>)[slice.From, slice.To, slice.Step])
        {
            if (part is not null)
            {
                Evaluate(part, frame);
            }
        }

        return Value.Unknown;
    }

    private Value Formatted(FormattedExpr formatted, Frame frame)
    {
        var values = formatted.Parts.Select(part => Evaluate(part, frame)).ToList();
        return Concatenate(values, formatted.At);
    }

    private Value Conditional(ConditionalExpr conditional, Frame frame)
    {
        var outcome = Test(conditional.Test, frame, out var refine);
        if (outcome is { } certain)
        {
            return Evaluate(certain ? conditional.Yes : conditional.No, frame);
        }

        var (yes, no) = (Value.Unknown, Value.Unknown);
        var layers = new List<Store>();
        foreach (var way in (ReadOnlySpan<bool>)[true, false])
        {
            var layer = Branch(frame, () =>
            {
                refine(way, _store);
                var value = Evaluate(way ? conditional.Yes : conditional.No, frame);

                // What the condition ruled out is true of the value only in this branch; it is taken along.
                value = value.With(value.TaintSet.Map(part => part with { Clean = part.Clean | _store.Cleared(part.Atom) }));
                if (way)
                {
                    yes = value;
                }
                else
                {
                    no = value;
                }
            });
            if (layer is not null)
            {
                layers.Add(layer);
            }
        }

        Merge(frame, layers);
        return yes.Join(no);
    }

    private Value Sequence(SequenceExpr sequence, Frame frame)
    {
        var items = new List<Value>();
        Value? rest = null;
        foreach (var item in sequence.Items)
        {
            var value = Evaluate(item, frame);
            if (item is StarredExpr)
            {
                rest = rest?.Join(value) ?? value;
            }
            else
            {
                items.Add(value);
            }
        }

        var content = Content.List(items);
        return Make(rest is null ? content : content.Unordered().WithRest(rest));
    }

    private Value Dictionary(DictExpr dictionary, Frame frame)
    {
        var content = Content.Dictionary();
        foreach (var (key, expression) in dictionary.Items)
        {
            var value = Evaluate(expression, frame);
            if (key is null)
            {
                content = ContentOf(value) is { Kind: ContentKind.Dictionary } other ? content.Join(other) : content.WithRest(Element(value));
            }
            else if (Evaluate(key, frame).Constant is { } name and (string or long))
            {
                content = content.With(Convert.ToString(name, System.Globalization.CultureInfo.InvariantCulture)!, value);
            }
            else
            {
                content = content.WithRest(value);
            }
        }

        return Make(content);
    }

    private Value Make(Content content)
    {
        var id = _nextId++;
        _store.Set(id, content);
        return Value.Object(id);
    }

    private Value Comprehension(ComprehensionExpr comprehension, Frame frame)
    {
        var element = Value.Unknown;
        var layer = Branch(frame, () =>
        {
            foreach (var clause in comprehension.Clauses)
            {
                Assign(clause.Target, Element(Evaluate(clause.Source, frame)), frame, comprehension.At);
                foreach (var condition in clause.Conditions)
                {
                    Test(condition, frame, out var refine);
                    refine(true, _store);
                }
            }

            element = Evaluate(comprehension.Element, frame);
            if (comprehension.Value is not null)
            {
                element = Evaluate(comprehension.Value, frame);
            }

            element = element.With(element.TaintSet.Map(part => part with { Clean = part.Clean | _store.Cleared(part.Atom) }));
        });
        Merge(frame, layer is null ? [new Store(_store)] : [layer, new Store(_store)]);
        return Make(new Content(comprehension.Value is null ? ContentKind.List : ContentKind.Dictionary, null, Content.NoFields, element));
    }
}
