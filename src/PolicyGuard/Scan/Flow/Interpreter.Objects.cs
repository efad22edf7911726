using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Attributes, items and contents of objects.</content>
internal sealed partial class Interpreter
{
    private const int DeepestLook = 4;

    private Content? ContentOf(Value value)
    {
        Content? all = null;
        foreach (var id in value.References)
        {
            if (_store.Get(id) is { } content)
            {
                all = all?.Join(content) ?? content;
            }
        }

        return all;
    }

    // All inputs that a value or anything in it depends on.
    private TaintSet Deep(Value value) => value.References.Count == 0 ? value.TaintSet : Deep(value, DeepestLook, []);

    private TaintSet Deep(Value value, int depth, HashSet<int> seen)
    {
        var taint = value.TaintSet;
        if (depth == 0)
        {
            return taint;
        }

        foreach (var id in value.References)
        {
            if (seen.Add(id) && _store.Get(id) is { } content)
            {
                foreach (var inner in content.Values)
                {
                    taint = taint.Union(inner.References.Count == 0 ? inner.TaintSet : Deep(inner, depth - 1, seen));
                }

                Step(content.Fields.Count / 8);
            }
        }

        return taint;
    }

    private Value? Field(Value owner, string name)
    {
        if (ContentOf(owner) is not { } content)
        {
            return owner.TaintSet.IsNone ? null : Part(owner, name);
        }

        var known = content.Fields.GetValueOrDefault(name);
        if (known is not null)
        {
            return content.Rest is null || content.Kind == ContentKind.Instance ? known : known.Join(content.Rest);
        }

        return content.Rest ?? (owner.TaintSet.IsNone ? null : Part(owner, name));
    }

    private Value Part(Value whole, string name) =>
        whole with { TaintSet = whole.TaintSet.Map(part => part with { Atom = part.Atom.Part(name, ref _nextId) }), Options = null, Text = null, References = [], Callable = null, Name = null, Type = null };

    private Value ItemAt(Value value, int index)
    {
        if (value.ConstantText is { } text)
        {
            var place = index < 0 ? text.Length + index : index;
            return place >= 0 && place < text.Length ? Value.Of(text[place].ToString()) : Value.Unknown;
        }

        if (ContentOf(value) is { } content)
        {
            if (content.Items is { } items)
            {
                var place = index < 0 ? items.Count + index : index;
                return place >= 0 && place < items.Count ? items[place] : content.Rest ?? Value.Unknown;
            }

            return content.Fields.GetValueOrDefault(index.ToString(System.Globalization.CultureInfo.InvariantCulture)) ?? content.Rest
                ?? (value.TaintSet.IsNone ? Value.Unknown : Part(value, index.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return value.TaintSet.IsNone ? Value.Unknown : Part(value, index.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    // What a loop over it meets.
    private Value Element(Value value)
    {
        if (ContentOf(value) is { } content)
        {
            // A dictionary gives its names, which are ours.
            return content.Kind == ContentKind.Dictionary && value.TaintSet.IsNone ? Value.Unknown : content.Any ?? Value.Tainted(value.TaintSet);
        }

        return value.TaintSet.IsNone ? Value.Unknown : Part(value, "*");
    }

    private void SetField(Value owner, string name, Value value)
    {
        foreach (var id in owner.References)
        {
            if (_store.Get(id) is { } content)
            {
                _store.Set(id, content.With(name, value, certain: owner.References.Count == 1));
            }
        }
    }

    private void SetItem(Value container, Value index, Value value)
    {
        var certain = container.References.Count == 1;
        foreach (var id in container.References)
        {
            if (_store.Get(id) is not { } content)
            {
                continue;
            }

            if (content.Items is { } items)
            {
                var place = index.Constant is long number ? number < 0 ? items.Count + number : number : -1;
                content = place >= 0 && place < items.Count
                    ? content with { Items = [.. items.Select((item, i) => i != place ? item : certain ? value : item.Join(value))] }
                    : content.WithAnywhere(value);
            }
            else if (index.Constant is string or long)
            {
                content = content.With(Convert.ToString(index.Constant, System.Globalization.CultureInfo.InvariantCulture)!, value, certain);
            }
            else
            {
                content = content.WithRest(value);
            }

            _store.Set(id, content);
        }
    }

    private void Extend(Value list, Value more)
    {
        var added = ContentOf(more);
        foreach (var id in list.References)
        {
            if (_store.Get(id) is not { } content)
            {
                continue;
            }

            if (list.References.Count == 1 && content.Items is not null && added?.Items is { } items)
            {
                _store.Set(id, items.Aggregate(content, static (all, item) => all.Append(item)));
            }
            else if (content.Kind == ContentKind.Dictionary && added is not null)
            {
                _store.Set(id, added.Fields.Aggregate(content, static (all, field) => all.With(field.Key, field.Value)) is var joined && added.Rest is { } rest
                    ? joined.WithRest(rest) : added.Fields.Aggregate(content, static (all, field) => all.With(field.Key, field.Value)));
            }
            else
            {
                _store.Set(id, content.WithAnywhere(Element(more)));
            }
        }
    }

    private Value Joined(Value left, Value right)
    {
        var (first, second) = (ContentOf(left), ContentOf(right));
        if (first?.Items is { } a && second?.Items is { } b)
        {
            return Make(Content.List([.. a, .. b]));
        }

        var all = new Content(ContentKind.List, null, Content.NoFields, Value.Tainted(Deep(left).Union(Deep(right))));
        return Make(all);
    }

    private Value Subscript(SubscriptExpr subscript, Frame frame)
    {
        var target = Evaluate(subscript.Target, frame);
        var index = Evaluate(subscript.Index, frame);
        if (subscript.Index is SliceExpr slice)
        {
            return Slice(target, slice, frame);
        }

        if (EntryPoint.IsRequest(target))
        {
            return Input("request", "request", Origin.Request, subscript.At);
        }

        if (index.Constant is long number)
        {
            return ItemAt(target, (int)Math.Clamp(number, int.MinValue, int.MaxValue));
        }

        if (index.ConstantText is { } name)
        {
            return Field(target, name) ?? Value.Unknown;
        }

        return ContentOf(target) is { } content ? content.Any ?? Value.Unknown : target.TaintSet.IsNone ? Value.Unknown : Part(target, "*");
    }

    private Value Slice(Value target, SliceExpr slice, Frame frame)
    {
        long? Bound(Expr? bound) => bound is null ? null : Evaluate(bound, frame).Constant as long?;
        var (from, to) = (Bound(slice.From), Bound(slice.To));
        var certain = (slice.From is null || from is not null) && (slice.To is null || to is not null) && slice.Step is null;
        if (target.ConstantText is { } text)
        {
            return certain && Range(text.Length, from, to) is var (start, end) ? Value.Of(text[start..end]) : Value.Unknown;
        }

        if (ContentOf(target) is { } content)
        {
            return certain && content.Items is { } items && Range(items.Count, from, to) is var (first, last)
                ? Make(Content.List([.. items.Skip(first).Take(last - first)]))
                : Make(content.Unordered());
        }

        if (target.TaintSet.IsNone)
        {
            return Value.Unknown;
        }

        var inside = from == 1 && to == -1 ? Marks.Inside : Marks.None;
        var shape = to is null && from is > 0 && target.Text is { } known && known.Prefix.Length >= from
            ? TextShape.Concat([TextShape.Of(known.Prefix[(int)from.Value..]), new TextShape([.. known.Pieces.Skip(1)])])
            : null;
        return new Value { TaintSet = target.TaintSet, Text = shape, Marks = inside | Marks.Partial };
    }

    private static (int Start, int End) Range(int length, long? from, long? to)
    {
        int Place(long? bound, int otherwise) => bound is not { } b ? otherwise : (int)Math.Clamp(b < 0 ? length + b : b, 0, length);
        var (start, end) = (Place(from, 0), Place(to, length));
        return (start, Math.Max(start, end));
    }
}
