using System.Globalization;
using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Methods that put strings together.</content>
internal sealed partial class Interpreter
{
    private Value? OfBuffer(Invocation call, string method, Content content)
    {
        switch (method)
        {
            case "write" when call.Argument(0) is { } written:
                Change(call.Receiver, known => known.Append(written));
                return Value.Unknown;
            case "getvalue" or "read":
                return content.Items is { } items ? Concatenate(items, call.At) : Value.Tainted(Deep(call.Receiver), Marks.Composite);
            default:
                return null;
        }
    }

    private Value Join(Value separator, Value list, Place at)
    {
        if (ContentOf(list)?.Items is not { } items)
        {
            var taint = Deep(list);
            return new Value { Text = TextShape.Of(taint), TaintSet = taint, Marks = taint.IsNone ? Marks.None : Marks.Composite };
        }

        var pieces = new List<Value>();
        foreach (var item in items)
        {
            if (pieces.Count > 0)
            {
                pieces.Add(separator);
            }

            pieces.Add(item);
        }

        return Concatenate(pieces, at);
    }

    private Value Format(Invocation call)
    {
        var pieces = new List<Value>();
        var next = 0;
        foreach (var piece in ShapeOf(call.Receiver).Pieces)
        {
            if (piece.Literal is null)
            {
                pieces.Add(Value.Tainted(piece.Hole));
                continue;
            }

            foreach (var (literal, field) in FormatFields.Of(piece.Literal))
            {
                pieces.Add(literal is not null ? Value.Of(literal) : FormatField(call, field!, ref next));
            }
        }

        return Concatenate(pieces, call.At);
    }

    // `{}`, `{0}`, `{name}`, `{0[key]}`, `{name.attribute}`.
    private Value FormatField(Invocation call, string field, ref int next)
    {
        var end = field.AsSpan().IndexOfAny('.', '[');
        var head = end < 0 ? field : field[..end];
        Value? value;
        if (head.Length == 0)
        {
            value = call.Argument(next++);
        }
        else if (int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            value = call.Argument(index);
        }
        else
        {
            value = call.Arguments.Where(argument => argument.Name == head).Select(static argument => argument.Value).FirstOrDefault()
                ?? call.Arguments.Where(static argument => argument.Stars == 2).Select(argument => Field(argument.Value, head)).FirstOrDefault();
        }

        if (value is null)
        {
            return Value.Unknown;
        }

        if (end >= 0 && field[end] == '[' && field.IndexOf(']', end) is > 0 and var close && close == field.Length - 1)
        {
            return Field(value, field[(end + 1)..close]) ?? Value.Unknown;
        }

        return end < 0 ? value : Value.Tainted(Deep(value));
    }
}
