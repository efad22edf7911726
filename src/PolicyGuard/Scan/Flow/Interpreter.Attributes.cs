using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Attributes.</content>
internal sealed partial class Interpreter
{
    private Value Attribute(Value target, string name, Place at, Frame frame)
    {
        if (EntryPoint.IsRequest(target))
        {
            return OfRequest(name, at, frame);
        }

        if (target.Callable is ModuleValue module)
        {
            return (module.Scope is { } scope ? _store.Get(scope, name) : null)
                ?? (Load($"{target.Name}.{name}") is { } inner ? new Value { Callable = inner, Name = $"{target.Name}.{name}" } : new Value { Name = $"{target.Name}.{name}" });
        }

        if (target.Callable is ClassValue type)
        {
            return FindField(type, name) ?? Value.Unknown;
        }

        if (target.Name is { } owner && target.Callable is null)
        {
            var full = $"{owner}.{name}";
            if (Sources.OriginOf(full) is { } origin)
            {
                return Input(full, full, origin, at);
            }

            return Load(full) is { } found ? new Value { Callable = found, Name = full } : new Value { Name = full, TaintSet = target.TaintSet };
        }

        if (ContentOf(target) is { } content)
        {
            return OfObject(target, content, name, at, frame);
        }

        return target.TaintSet.IsNone ? Value.Unknown : OfInput(target, name);
    }

    private Value OfRequest(string name, Place at, Frame frame)
    {
        if (name == "session")
        {
            return new Value { Type = EntryPoint.SessionType };
        }

        if (name == "response")
        {
            return new Value { Type = EntryPoint.ResponseType };
        }

        // Of a handler whose routes are constant, the path is one of them.
        var fixedPath = name is "path" or "path_info" && IsFixed(frame);
        return fixedPath || Sources.IsOurs(name) ? Value.Unknown : Input("request", "request." + name, Origin.Request, at);
    }

    private static bool IsFixed(Frame? frame)
    {
        while (frame?.Caller is not null && (frame.Handler & HandlerKind.FixedPath) == 0)
        {
            frame = frame.Caller;
        }

        return frame is not null && (frame.Handler & HandlerKind.FixedPath) != 0;
    }

    private Value OfObject(Value target, Content content, string name, Place at, Frame frame)
    {
        if (content.Fields.TryGetValue("." + name, out var known))
        {
            return known;
        }

        if (content.Class is { } of)
        {
            if (FindField(of, name) is { } field)
            {
                if (field.Callable is not FunctionValue method)
                {
                    return field;
                }

                if (method.Decorators.Any(static decorator => DottedName.Last(decorator) is "property" or "cached_property"))
                {
                    return Invoke(method, target, [], at, frame) ?? Value.Unknown;
                }

                return new Value { Callable = new BoundValue(target, name, method) };
            }

            if (Sources.OfSelf(of.BaseNames, name) is { } origin)
            {
                return Input("self", "self." + name, origin, at);
            }
        }

        if (target.Type == Models.Types.ParsedUrl || Models.Types.IsPath(target.Type))
        {
            return OfInput(target with { References = [] , TaintSet = Deep(target) }, name);
        }

        var rest = content.Kind == ContentKind.Instance ? content.Rest : null;
        var taint = target.TaintSet.IsNone ? TaintSet.None : Part(target, "." + name).TaintSet;
        return new Value { Type = target.Type is null ? null : $"{target.Type}.{name}", TaintSet = taint.Union(rest?.TaintSet ?? TaintSet.None), Marks = target.Marks };
    }

    private Value OfInput(Value target, string name)
    {
        if (target.Type == Models.Types.ParsedUrl)
        {
            return new Value { TaintSet = target.TaintSet, Marks = name is "netloc" or "hostname" ? Marks.Host : Marks.Partial };
        }

        if (Models.Types.IsPath(target.Type))
        {
            return name is "name" or "stem" or "suffix" ? Value.Tainted(target.TaintSet.Without(Hazard.Path), Marks.Partial) : target with { Marks = target.Marks | Marks.Partial };
        }

        return Part(target, "." + name);
    }

    private Value? FindField(ClassValue type, string name, int depth = 0)
    {
        if (_store.Get(type.Scope, name) is { } own)
        {
            return own;
        }

        return depth > 8 ? null : type.Bases.Select(parent => FindField(parent, name, depth + 1)).FirstOrDefault(static found => found is not null);
    }

    private FunctionValue? FindMethod(ClassValue type, string name) => FindField(type, name)?.Callable as FunctionValue;

    private FunctionValue? MethodOf(Value value, string name) => ContentOf(value)?.Class is { } type ? FindMethod(type, name) : null;

    private static bool IsPath(Value value) => Models.Types.IsPath(value.Type);
}
