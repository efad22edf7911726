using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Operators, and strings that are put together with them.</content>
internal sealed partial class Interpreter
{
    // A string of these pieces, checked for what it becomes.
    private Value Concatenate(IReadOnlyList<Value> values, Place at)
    {
        if (values.All(static value => value.IsConstant && value.Constant is string or long))
        {
            var text = string.Concat(values.Select(static value => Convert.ToString(value.Constant, System.Globalization.CultureInfo.InvariantCulture)));
            return text.Length <= 4096 ? Value.Of(text) : new Value { Text = TextShape.Of(text[..4096]) };
        }

        var taint = values.Aggregate(TaintSet.None, (all, value) => all.Union(Deep(value)));
        var shape = TextShape.Concat(values.Select(ShapeOf));
        CheckText(shape, at);
        return new Value { Text = shape, TaintSet = taint, Marks = taint.IsNone ? Marks.None : Marks.Composite };
    }

    private TextShape ShapeOf(Value value) =>
        value.Options is { Count: 1 } ? TextShape.Of(Convert.ToString(value.Constant, System.Globalization.CultureInfo.InvariantCulture) ?? "None")
        : value.Text ?? TextShape.Of(Deep(value));

    private Value Binary(BinaryExpr binary, Frame frame)
    {
        var value = Evaluate(binary.First, frame);
        for (var i = 0; i < binary.Rest.Count; i++)
        {
            var (op, right) = binary.Rest[i];
            value = Operate(op, value, Evaluate(right, frame), binary.At, frame, last: i == binary.Rest.Count - 1);
        }

        return value;
    }

    private Value Operate(string op, Value left, Value right, Place at, Frame frame, bool last = true)
    {
        if (left.IsConstant && right.IsConstant && Folding.TryBinary(op, left.Constant, right.Constant, out var result))
        {
            return Value.Of(result);
        }

        if (op == "/" && (IsPath(left) || IsPath(right)))
        {
            return new Value { Type = "pathlib.Path", TaintSet = left.TaintSet.Union(right.TaintSet), Marks = Marks.Composite };
        }

        if (op == "%" && (left.ConstantText is not null || left.Text is not null))
        {
            return Percent(left, right, at);
        }

        if (op == "+" && (left.References.Count > 0 || right.References.Count > 0))
        {
            return Joined(left, right);
        }

        if (op is "+" or "%")
        {
            return last ? Concatenate([left, right], at) : Glue(left, right);
        }

        if (op == "*" && left.References.Count > 0)
        {
            return left;
        }

        // Arithmetic makes numbers, except where a string is repeated.
        var taint = op == "*" || op is "|" or "&" ? Deep(left).Union(Deep(right)) : TaintSet.None;
        return Value.Tainted(taint, Marks.Composite);
    }

    // Of a longer sum, what it becomes is checked once, at its end.
    private Value Glue(Value left, Value right)
    {
        var taint = Deep(left).Union(Deep(right));
        return new Value { Text = TextShape.Concat([ShapeOf(left), ShapeOf(right)]), TaintSet = taint, Marks = taint.IsNone ? Marks.None : Marks.Composite };
    }

    private Value Percent(Value left, Value right, Place at)
    {
        var pieces = new List<Value>();
        var next = 0;
        foreach (var piece in ShapeOf(left).Pieces)
        {
            if (piece.Literal is null)
            {
                pieces.Add(Value.Tainted(piece.Hole));
                continue;
            }

            var text = piece.Literal;
            var from = 0;
            for (var i = text.IndexOf('%'); i >= 0 && i + 1 < text.Length; i = text.IndexOf('%', Math.Min(i, text.Length)))
            {
                if (text[i + 1] == '%')
                {
                    i += 2;
                    continue;
                }

                pieces.Add(Value.Of(text[from..i]));
                var (end, key) = Conversion(text, i + 1);
                pieces.Add(Filler(right, key, next++, text, end));
                from = i = end;
            }

            pieces.Add(Value.Of(text[from..]));
        }

        return Concatenate(pieces, at);
    }

    private static (int End, string? Key) Conversion(string text, int at)
    {
        string? key = null;
        if (at < text.Length && text[at] == '(' && text.IndexOf(')', at) is > 0 and var close)
        {
            key = text[(at + 1)..close];
            at = close + 1;
        }

        while (at < text.Length && text[at] is '#' or '0' or '-' or ' ' or '+' or '.' or '*' or (>= '1' and <= '9'))
        {
            at++;
        }

        return (Math.Min(at + 1, text.Length), key);
    }

    private Value Filler(Value right, string? key, int index, string text, int end)
    {
        // `%d` takes numbers only.
        if (end > 0 && text[end - 1] is 'd' or 'i' or 'u' or 'f' or 'x' or 'o')
        {
            return Value.Unknown;
        }

        if (key is not null)
        {
            return Field(right, key) ?? Value.Tainted(Deep(right));
        }

        return right.References.Count > 0 ? ItemAt(right, index) : right;
    }

    private Value Unary(UnaryExpr unary, Frame frame)
    {
        var value = Evaluate(unary.Operand, frame);
        return unary.Operator switch
        {
            "not" => Folding.Truth(value) is { } truth ? Value.Of(!truth) : Value.Unknown,
            "-" when value.Constant is long number && number != long.MinValue => Value.Of(-number),
            "-" when value.Constant is double number => Value.Of(-number),
            "+" => value,
            _ => Value.Unknown,
        };
    }

    private Value Logic(LogicExpr logic, Frame frame)
    {
        Value? all = null;
        for (var i = 0; i < logic.Operands.Count; i++)
        {
            var value = Evaluate(logic.Operands[i], frame);
            var truth = Folding.Truth(value);
            if (truth == !logic.All || i == logic.Operands.Count - 1)
            {
                return all?.Join(value) ?? value;
            }

            if (truth is null)
            {
                all = all?.Join(value) ?? value;
            }
        }

        return all ?? Value.Unknown;
    }

    private Value Comparison(CompareExpr compare, Frame frame)
    {
        var left = Evaluate(compare.First, frame);
        bool? all = true;
        foreach (var (op, expression) in compare.Rest)
        {
            var right = Evaluate(expression, frame);
            var holds = Folding.Compare(op, left, right) ?? Contains(op, left, right);
            all = holds == false || all == false ? false : holds == true && all == true ? true : null;
            left = right;
        }

        return all is { } certain ? Value.Of(certain) : Value.Unknown;
    }

    private bool? Contains(string op, Value left, Value right)
    {
        if (op is not ("in" or "not in") || !left.IsConstant || ContentOf(right) is not { } content || content.Rest is not null)
        {
            return null;
        }

        if (content.Kind == ContentKind.Dictionary && left.ConstantText is { } key)
        {
            return content.Fields.ContainsKey(key) == (op == "in") ? true : false;
        }

        return content.Items is { } items && items.All(static item => item.IsConstant)
            ? items.Any(item => Folding.Compare("==", item, left) == true) == (op == "in")
            : null;
    }
}
