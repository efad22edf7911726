using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Calls.</content>
internal sealed partial class Interpreter
{
    private Value Call(CallExpr call, Frame frame)
    {
        var (receiver, method) = (Value.Unknown, (string?)null);
        Value callee;
        if (call.Function is AttributeExpr attribute)
        {
            receiver = Evaluate(attribute.Target, frame);
            method = attribute.Name;
            callee = Attribute(receiver, method, attribute.At, frame);
            if (_tested is not null)
            {
                _tested[call.Function] = callee;
            }
        }
        else
        {
            callee = Evaluate(call.Function, frame);
        }

        // A statement that is only shown runs nowhere.
        var prints = callee.Name == "builtins.print" || DottedName.Of(call.Function).StartsWith("log", StringComparison.OrdinalIgnoreCase);
        _printing += prints ? 1 : 0;
        var arguments = new List<Passed>(call.Arguments.Count);
        foreach (var argument in call.Arguments)
        {
            arguments.Add(new Passed(argument.Name, Evaluate(argument.Value, frame), argument.Stars));
        }

        _printing -= prints ? 1 : 0;

        RegisterTools(callee, method, arguments);
        if (Own(callee, receiver, arguments, call.At, frame) is { } own)
        {
            return own;
        }

        var invoked = new Invocation(callee.Name ?? (receiver.Type is { } type && method is not null ? $"{type}.{method}" : null), receiver, method, arguments, call.At);
        CheckCall(invoked, frame);
        return Result(invoked, callee, frame);
    }

    // A call of something that this project defines; null where it is not.
    private Value? Own(Value callee, Value receiver, List<Passed> arguments, Place at, Frame frame)
    {
        switch (callee.Callable)
        {
            case FunctionValue function:
                return Cleaned(function.Shape.Name, Invoke(function, null, arguments, at, frame), arguments);
            case BoundValue { Function: { } method } bound:
                return Cleaned(bound.Name, Invoke(method, bound.Receiver, arguments, at, frame), arguments);
            case ClassValue type:
                return Instantiate(type, arguments, at, frame);
            default:
                return null;
        }
    }

    // A function that is named like an escape and does not just hand back what it got is believed.
    private Value? Cleaned(string name, Value? result, List<Passed> arguments)
    {
        if (result is null)
        {
            // Too deep to follow: whatever goes in may come out.
            return Cleaned(name, Guess(arguments, Value.Unknown), arguments);
        }

        var clean = Sanitizers.ByName(name);
        return clean == Hazard.None || result.TaintSet.IsNone || !result.Is(Marks.Composite | Marks.Partial | Marks.Guessed) ? result : result.With(result.TaintSet.Without(clean));
    }

    private Value Guess(IEnumerable<Passed> arguments, Value receiver)
    {
        var taint = arguments.Aggregate(Deep(receiver), (all, argument) => all.Union(Deep(argument.Value)));
        return Value.Tainted(taint, taint.IsNone ? Marks.None : Marks.Guessed | Marks.Composite);
    }

    // Functions that become tools by being handed over instead of by a decorator.
    private void RegisterTools(Value callee, string? method, List<Passed> arguments)
    {
        var name = method ?? (callee.Name is null ? null : DottedName.Last(callee.Name));
        if (name is null || !Sources.RegistersTools(name))
        {
            return;
        }

        foreach (var argument in arguments)
        {
            if (argument.Value.Callable is FunctionValue function)
            {
                _tools.Add(function.Shape);
            }
            else if (argument.Value.Callable is BoundValue { Function: { } bound })
            {
                _tools.Add(bound.Shape);
            }
            else if (ContentOf(argument.Value) is { } content)
            {
                foreach (var item in content.Values)
                {
                    if (item.Callable is FunctionValue listed)
                    {
                        _tools.Add(listed.Shape);
                    }
                }
            }
        }
    }

    // Runs a function of the project; null where it is too deep or calls itself.
    private Value? Invoke(FunctionValue function, Value? self, List<Passed> arguments, Place at, Frame caller)
    {
        if (caller.Depth > MaxCallDepth || !Step(4))
        {
            return null;
        }

        for (Frame? frame = caller; frame is not null; frame = frame.Caller)
        {
            if (frame.Function?.Shape == function.Shape)
            {
                return null;
            }
        }

        var (module, tested, printing) = (_module, _tested, _printing);
        (_tested, _printing) = (null, 0);
        var bottom = _store;
        var inner = new Frame(new Scope(_nextId++, Enclosing(function.Closure), isClass: false, function.Closure.Module), function, bottom, caller);
        _store = new Store(bottom);
        Bind(function, self, arguments, at, inner);
        _module = function.Closure.Module;

        // One call must not use up what is there for the rest.
        var left = _entryStepsLeft;
        var granted = _entryStepsLeft = Math.Min(left, Math.Max(LeastStepsPerCall, left / 2));
        Run(function.Shape.Body, inner);
        Finish(inner);
        var spent = _entryStepsLeft <= 0;
        _entryStepsLeft = left - (granted - Math.Max(0, _entryStepsLeft));
        (_module, _tested, _printing) = (module, tested, printing);
        return spent ? Spent(inner, self, arguments) : inner.Returned ?? Value.Unknown;
    }

    // It was not followed to its end: where input went in, that is told, and anything may have come out.
    private Value Spent(Frame inner, Value? self, List<Passed> arguments)
    {
        var guess = Guess(arguments, self ?? Value.Unknown);
        Incomplete |= _quiet == 0 && !guess.TaintSet.IsNone;
        return inner.Returned?.Join(guess) ?? guess;
    }

    private void Bind(FunctionValue function, Value? self, List<Passed> arguments, Place at, Frame inner)
    {
        var parameters = function.Shape.Parameters;
        var bound = new HashSet<string>(StringComparer.Ordinal);
        var next = 0;
        if (self is not null && !function.Decorators.Contains("staticmethod") && parameters.Count > 0)
        {
            Set(parameters[next++], self);
        }

        Value? spread = null;
        var extra = new List<Value>();
        foreach (var argument in arguments)
        {
            var value = argument.Value.TaintSet.IsNone ? argument.Value
                : argument.Value.With(argument.Value.TaintSet.Through(_module.File, at, $"passed to `{function.Shape.Name}`"));
            if (argument.Stars > 0)
            {
                spread = Element(value) is var element && ContentOf(value) is { Kind: ContentKind.Dictionary } content ? content.Any ?? element : element;
            }
            else if (argument.Name is { } name)
            {
                if (parameters.FirstOrDefault(parameter => parameter.Name == name) is { } named)
                {
                    Set(named, value);
                }
                else
                {
                    extra.Add(value);
                }
            }
            else if (next < parameters.Count && parameters[next].Stars == 0 && !parameters[next].KeywordOnly)
            {
                Set(parameters[next++], value);
            }
            else
            {
                extra.Add(value);
            }
        }

        foreach (var parameter in parameters.Where(parameter => !bound.Contains(parameter.Name)))
        {
            if (parameter.Stars > 0)
            {
                var rest = Content.List(extra);
                Set(parameter, Make(parameter.Stars == 2 ? new Content(ContentKind.Dictionary, null, Content.NoFields, rest.Any) : rest));
            }
            else
            {
                Set(parameter, spread ?? (parameter.Default is null ? Value.Unknown : Evaluate(parameter.Default, inner)));
            }
        }

        void Set(Parameter parameter, Value value)
        {
            bound.Add(parameter.Name);
            _store.Set(inner.Scope, parameter.Name, value);
        }
    }
}
