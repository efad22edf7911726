using System.Globalization;
using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Methods of strings, lists, dictionaries, and of what is used like them.</content>
internal sealed partial class Interpreter
{
    private Value? OfMethod(Invocation call, string method)
    {
        var receiver = call.Receiver;
        if (receiver.Name is not null && receiver.TaintSet.IsNone && receiver.References.Count == 0)
        {
            // A function of a module, not a method.
            return null;
        }

        if (ContentOf(receiver) is { } content)
        {
            return receiver.Type == "io.StringIO" ? OfBuffer(call, method, content) : OfContainer(call, method, content);
        }

        if (method == "format" && (receiver.Options is not null || receiver.Text is not null))
        {
            return Format(call);
        }

        if (method == "join" && call.Argument(0) is { } list && (receiver.Options is not null || receiver.Text is not null))
        {
            return Join(receiver, list, call.At);
        }

        if (receiver.ConstantText is { } text && Texts.Method(method, text, call.Arguments) is { } folded)
        {
            return folded;
        }

        return receiver.TaintSet.IsNone ? null : OfInput(call, method);
    }

    private Value? OfInput(Invocation call, string method)
    {
        var receiver = call.Receiver;
        if (IsPath(receiver))
        {
            return method switch
            {
                "resolve" or "absolute" => receiver with { Marks = (receiver.Marks | Marks.Composite) | (method == "resolve" ? Marks.Resolved : Marks.None) },
                "joinpath" => receiver with { TaintSet = Guess(call.Arguments, receiver).TaintSet, Marks = Marks.Composite },
                "relative_to" or "with_suffix" or "expanduser" or "as_posix" => receiver,
                _ => null,
            };
        }

        if (Texts.KeepsWhole(method))
        {
            return receiver with { TaintSet = Guess(call.Arguments, receiver).TaintSet, Text = null };
        }

        switch (method)
        {
            case "get" or "getlist" or "get_all" or "pop" or "getone" or "getall" or "setdefault" or "getfirst" or "getvalue" when call.Argument(0)?.ConstantText is { } key:
                var part = Part(receiver, key);
                return call.Argument(1) is { } otherwise && !otherwise.TaintSet.IsNone ? part.Join(otherwise) : part;
            case "replace":
                return Replaced(call);
            case "split" or "rsplit" or "splitlines" or "partition" or "rpartition":
                return receiver with { Marks = receiver.Marks | Marks.Partial, Text = null };
            case "keys" or "items" or "values" or "copy" or "read" or "json" or "to_dict" or "lists" or "readlines" or "readline" or "dict" or "model_dump":
                return receiver with { Text = null };
            case "format" or "join" or "format_map":
                return Guess(call.Arguments, receiver);
            default:
                return Texts.IsClean(method) ? Value.Unknown : null;
        }
    }

    private Value Replaced(Invocation call)
    {
        var receiver = call.Receiver;
        var taint = Guess(call.Arguments, receiver).TaintSet;
        var (from, to) = (call.Argument(0)?.ConstantText, call.Argument(1)?.ConstantText);
        if (from is "'" or "\"" && to is not null && !to.Contains(from, StringComparison.Ordinal))
        {
            // XPath 1.0 has no way of writing a quote between such quotes.
            taint = taint.Without(Hazard.XPath);
        }

        if (from is ".." or "/" && to is not null && !to.Contains(from, StringComparison.Ordinal))
        {
            taint = taint.Without(Hazard.Path);
        }

        return Value.Tainted(taint, receiver.Marks | Marks.Composite);
    }

    private void Change(Value receiver, Func<Content, Content> change)
    {
        foreach (var id in receiver.References)
        {
            if (_store.Get(id) is { } content)
            {
                var changed = change(content);
                _store.Set(id, receiver.References.Count == 1 ? changed : content.Join(changed));
            }
        }
    }

    private Value? OfContainer(Invocation call, string method, Content content)
    {
        var receiver = call.Receiver;
        var first = call.Argument(0);
        switch (method)
        {
            case "append" when first is not null && content.Kind == ContentKind.List:
                Change(receiver, known => known.Append(first));
                return Value.None;
            case "extend" or "update" when first is not null:
                Extend(receiver, first);
                return Value.None;
            case "insert" when call.Argument(1) is { } inserted && content.Kind == ContentKind.List:
                Change(receiver, known => Inserted(known, first, inserted));
                return Value.None;
            case "pop" or "popleft" when content.Kind == ContentKind.List:
                return Popped(receiver, content, method == "popleft" ? Value.Of(0L) : first);
            case "clear":
                Change(receiver, static known => known with { Items = known.Kind == ContentKind.List ? [] : null, Fields = Content.NoFields, Rest = null });
                return Value.None;
            case "copy":
                return Make(content) with { Type = receiver.Type };
            case "sort" or "reverse" when content.Kind == ContentKind.List:
                Change(receiver, static known => known.Unordered());
                return Value.None;
            case "items" when content.Kind == ContentKind.Dictionary:
                return Make(new Content(ContentKind.List, null, Content.NoFields, Make(Content.List([Value.Unknown, content.Any ?? Value.Unknown]))));
            case "values" when content.Kind == ContentKind.Dictionary:
                return Make(new Content(ContentKind.List, null, Content.NoFields, content.Any));
            case "keys" when content.Kind == ContentKind.Dictionary:
                return Make(new Content(ContentKind.List, null, Content.NoFields, Value.Unknown));
            case "get" or "pop" or "setdefault" when content.Kind == ContentKind.Dictionary && first is not null:
                return Got(call, content, first);
        }

        return content.Kind == ContentKind.Instance && content.Class is null ? OfForeign(call, method, content) : null;
    }

    private static Content Inserted(Content content, Value? index, Value item) =>
        content.Items is { } items && index?.Constant is long at && at >= 0 && at <= items.Count && items.Count < 60
            ? content with { Items = [.. items.Take((int)at), item, .. items.Skip((int)at)] }
            : content.WithAnywhere(item);

    private Value Popped(Value receiver, Content content, Value? index)
    {
        var place = index is null ? -1L : index.Constant as long?;
        if (receiver.References.Count != 1 || place is null || content.Items is not { Count: > 0 } items)
        {
            Change(receiver, static known => known.Unordered());
            return content.Any ?? Value.Unknown;
        }

        var at = place < 0 ? items.Count + place.Value : place.Value;
        if (at < 0 || at >= items.Count)
        {
            return Value.Unknown;
        }

        Change(receiver, known => known with { Items = [.. items.Where((_, i) => i != at)] });
        return items[(int)at];
    }

    private Value Got(Invocation call, Content content, Value key)
    {
        var otherwise = call.Argument(1) ?? Value.None;
        if (key.Constant is not (string or long))
        {
            return content.Any?.Join(otherwise) ?? otherwise;
        }

        var name = Convert.ToString(key.Constant, CultureInfo.InvariantCulture)!;
        if (call.Method == "setdefault" && !content.Fields.ContainsKey(name))
        {
            SetItem(call.Receiver, key, otherwise);
        }

        var known = content.Fields.GetValueOrDefault(name);
        return known is not null ? content.Rest is null ? known : known.Join(content.Rest) : content.Rest?.Join(otherwise) ?? otherwise;
    }

    // Settings, caches, queues: what is put under a constant name comes back by it, anything else by any name.
    private Value? OfForeign(Invocation call, string method, Content content)
    {
        var receiver = call.Receiver;
        var keys = call.Arguments.Where(static argument => argument.Name is null).Select(static argument => argument.Value).ToList();
        if (method is "set" or "put" or "set_value" or "setex" && keys.Count > 1 && keys.SkipLast(1).All(static key => key.ConstantText is not null))
        {
            Change(receiver, known => known.With(Key(keys.SkipLast(1)), keys[^1]));
            return Value.None;
        }

        if (method is "get" or "get_value" or "getint" or "pop" && keys.Count > 0 && keys.All(static key => key.ConstantText is not null))
        {
            var known = content.Fields.GetValueOrDefault(Key(keys));
            if (known is not null)
            {
                return content.Rest is null ? known : known.Join(content.Rest);
            }

            return Value.Tainted(receiver.TaintSet.Union(content.Rest?.TaintSet ?? TaintSet.None));
        }

        if (Propagation.Fills(method) && call.Arguments.Any(argument => !Deep(argument.Value).IsNone))
        {
            var added = Guess(call.Arguments, Value.Unknown);
            Change(receiver, known => known.WithRest(added));
        }

        return Texts.IsClean(method) ? Value.Unknown : null;
    }

    private static string Key(IEnumerable<Value> keys) => string.Join('\n', keys.Select(static key => key.ConstantText));
}
