using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>What calls of other people's functions give back.</content>
internal sealed partial class Interpreter
{
    private Value Result(Invocation call, Value callee, Frame frame)
    {
        if (EntryPoint.IsRequest(call.Receiver))
        {
            return callee;
        }

        if (call.Name is { } name)
        {
            if (name == "builtins.getattr" && call.Argument(1)?.ConstantText is { } attribute && call.Argument(0) is { } owner)
            {
                return Attribute(owner, attribute, call.At, frame);
            }

            if (Sources.OfCall(name) is { } origin)
            {
                return name is "getopt.getopt" or "getopt.gnu_getopt" ? Options(call) : Input(call.At, DottedName.Last(name) + "()", origin, call.At);
            }

            if (Sanitizers.OfFunction(name, call) is { } cleaned)
            {
                var (argument, hazards, marks) = cleaned;
                return hazards == Hazard.All ? new Value { Type = name } : Value.Tainted(Deep(argument).Without(hazards), argument.Marks | marks);
            }

            if (KnownFunction(name, call) is { } known)
            {
                return known;
            }
        }

        if (call.Method is not null && OfMethod(call, call.Method) is { } value)
        {
            return value;
        }

        return Unknown(call);
    }

    // Somebody else's function: what goes in may come out, and what it made may be filled later.
    private Value Unknown(Invocation call)
    {
        var guess = Guess(call.Arguments, call.Receiver);
        var clean = Sanitizers.ByName(call.Last);
        if (clean != Hazard.None && !guess.TaintSet.IsNone)
        {
            return guess.With(guess.TaintSet.Without(clean));
        }

        if (call.Name is null && call.Receiver.References.Count == 0)
        {
            return guess;
        }

        var made = Make(Content.Instance(null));
        return made with { Type = call.Name, TaintSet = guess.TaintSet, Marks = guess.Marks };
    }

    // Of `(opt, value)` pairs the option is one of those that the program knows.
    private Value Options(Invocation call)
    {
        var input = Input(call.At, "getopt()", Origin.Local, call.At);
        var pair = Make(Content.List([Value.Unknown, input]));
        var pairs = Make(new Content(ContentKind.List, null, Content.NoFields, pair));
        return Make(Content.List([pairs, input]));
    }

    private Value? KnownFunction(string name, Invocation call)
    {
        var first = call.Argument(0) ?? Value.Unknown;
        switch (name)
        {
            case "builtins.len":
                return first.ConstantText is { } text ? Value.Of((long)text.Length)
                    : ContentOf(first)?.Items is { } items ? Value.Of((long)items.Count) : Value.Unknown;
            case "builtins.str" or "builtins.repr":
                return first.Constant is string or long ? Value.Of(Convert.ToString(first.Constant, System.Globalization.CultureInfo.InvariantCulture))
                    : first with { TaintSet = Deep(first), References = [], Callable = null, Name = null, Type = null };
            case "builtins.bytes" or "builtins.bytearray" or "builtins.iter" or "copy.copy" or "copy.deepcopy":
                return first with { Text = null };
            case "builtins.list" or "builtins.tuple" or "builtins.sorted" or "builtins.set" or "builtins.frozenset" or "builtins.reversed":
                return Copied(first, name is "builtins.list" or "builtins.tuple");
            case "builtins.next" or "builtins.min" or "builtins.max":
                return call.Arguments.Count == 1 ? Element(first) : Guess(call.Arguments, Value.Unknown);
            case "builtins.enumerate":
                var pair = Make(Content.List([Value.Unknown, Element(first)]));
                return Make(new Content(ContentKind.List, null, Content.NoFields, pair));
            case "builtins.zip":
                var tuple = Make(Content.List([.. call.Arguments.Select(argument => Element(argument.Value))]));
                return Make(new Content(ContentKind.List, null, Content.NoFields, tuple));
            case "builtins.dict":
                return NewDictionary(call);
            case "collections.OrderedDict" or "collections.defaultdict":
                return call.Arguments.Any(argument => !Deep(argument.Value).IsNone) ? null : Make(Content.Dictionary());
            case "os.path.join" or "posixpath.join" or "ntpath.join":
                return Value.Tainted(Guess(call.Arguments, Value.Unknown).TaintSet, Marks.Composite);
            case "os.path.realpath" or "os.path.abspath" or "os.path.normpath":
                return Value.Tainted(Deep(first), (first.Marks & ~Marks.Guessed) | Marks.Resolved | Marks.Composite);
            case "os.path.splitext" or "os.path.split":
                return Value.Tainted(Deep(first), Marks.Partial);
            case "urllib.parse.urlparse" or "urllib.parse.urlsplit" or "urlparse.urlparse":
                return new Value { TaintSet = Deep(first), Type = Models.Types.ParsedUrl };
            case "flask.make_response" or "quart.make_response":
                // `body, status, headers`: only the body is the page.
                var body = ContentOf(first) is { Kind: ContentKind.List, Items: { Count: > 0 } parts } ? parts[0] : first;
                return Make(Content.Instance(null)) with { Type = name, TaintSet = body.TaintSet };
            case "io.StringIO" or "io.BytesIO" or "StringIO.StringIO":
                return Make(Content.List(call.Arguments.Count > 0 ? [first] : [])) with { Type = "io.StringIO" };
            case "xml.sax.make_parser":
                return Make(Content.Instance(null)) with { Type = name };
        }

        if (Models.Types.IsPath(name))
        {
            return new Value { Type = "pathlib.Path", TaintSet = Guess(call.Arguments, Value.Unknown).TaintSet, Marks = call.Arguments.Count > 1 ? Marks.Composite : Marks.None };
        }

        if (Propagation.Decodes(name))
        {
            return Value.Tainted(Deep(first).Raw(), first.Marks & (Marks.Partial | Marks.Composite));
        }

        return Propagation.IsClean(name) ? new Value { Type = name } : null;
    }

    private Value Copied(Value first, bool ordered)
    {
        if (ContentOf(first) is { } content)
        {
            return content.Kind == ContentKind.List ? Make(ordered ? content : content.Unordered()) : Make(new Content(ContentKind.List, null, Content.NoFields, Element(first)));
        }

        return first.TaintSet.IsNone ? Make(new Content(ContentKind.List, null, Content.NoFields, Value.Unknown)) : first;
    }

    private Value NewDictionary(Invocation call)
    {
        var content = Content.Dictionary();
        foreach (var argument in call.Arguments)
        {
            content = argument.Name is { } name && argument.Stars == 0 ? content.With(name, argument.Value)
                : ContentOf(argument.Value) is { Kind: ContentKind.Dictionary } other ? content.Join(other)
                : content.WithRest(Value.Tainted(Deep(argument.Value)));
        }

        return Make(content);
    }
}
