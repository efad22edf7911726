using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Functions, classes, imports: what defines names.</content>
internal sealed partial class Interpreter
{
    private readonly Dictionary<ClassStmt, Value> _instances = [];

    private void Define(FunctionStmt statement, Frame frame)
    {
        foreach (var decorator in statement.Decorators)
        {
            Evaluate(decorator, frame);
        }

        var owner = _defining.Count > 0 && frame.Scope.IsClass ? _defining.Peek() : null;
        var function = new FunctionValue(statement.Shape, frame.Scope, owner, [.. statement.Decorators.Select(DottedName.Of)]);
        _routes[statement.Shape] = statement.Decorators;
        _store.Set(frame.Scope.Home(statement.Shape.Name), statement.Shape.Name, new Value { Callable = function });
        if (_module == _main)
        {
            _entries.Enqueue(new Entry(function, null));
        }
    }

    private readonly Stack<ClassValue> _defining = new();
    private readonly Dictionary<FunctionShape, IReadOnlyList<Expr>> _routes = [];

    private void Define(ClassStmt statement, Frame frame)
    {
        var (bases, names) = (new List<ClassValue>(), new List<string>());
        foreach (var parent in statement.Bases.Where(static parent => parent.Name is null))
        {
            var value = Evaluate(parent.Value, frame);
            if (value.Callable is ClassValue known)
            {
                bases.Add(known);
                names.AddRange(known.BaseNames);
            }
            else
            {
                names.Add(value.Name ?? DottedName.Of(parent.Value));
            }
        }

        var scope = new Scope(_nextId++, frame.Scope, isClass: true, _module);
        var type = new ClassValue(statement, scope, bases, names);
        _store.Set(frame.Scope.Home(statement.Name), statement.Name, new Value { Callable = type });
        _defining.Push(type);
        var inner = new Frame(scope, null, _store, frame.Caller);
        Run(statement.Body, inner);
        _defining.Pop();
    }

    private void RunImport(ImportStmt import, Frame frame)
    {
        foreach (var (name, alias) in import.Names)
        {
            if (import.Module is null)
            {
                // `import a.b` binds `a`; its parts are found when they are asked for.
                var bound = alias is null ? name.Split('.')[0] : name;
                if (alias is null && name.Contains('.', StringComparison.Ordinal))
                {
                    Load(name);
                }

                var module = alias is not null || !name.Contains('.', StringComparison.Ordinal) ? Load(bound) : null;
                _store.Set(frame.Scope.Home(alias ?? bound), alias ?? bound, module is null ? new Value { Name = bound } : new Value { Callable = module, Name = bound });
                continue;
            }

            var from = import.Level > 0 ? Modules.Relative(import.Level, import.Module) : import.Module;
            var source = Load(from);
            if (name == "*")
            {
                if (source?.Scope is { } all)
                {
                    _stars.Add((frame.Scope, all));
                }
                else
                {
                    _starNames.Add(from);
                }

                continue;
            }

            var value = source?.Scope is { } scope ? _store.Get(scope, name) : null;
            value ??= Load($"{from}.{name}") is { } inner ? new Value { Callable = inner, Name = $"{from}.{name}" } : new Value { Name = $"{from}.{name}" };
            _store.Set(frame.Scope.Home(alias ?? name), alias ?? name, value);
        }
    }

    private readonly List<(Scope Into, Scope From)> _stars = [];
    private readonly List<string> _starNames = [];

    // A module of the same project, run once for what it defines.
    private ModuleValue? Load(string name)
    {
        if (_modules.Find(name, _main.File) is not { } module)
        {
            return null;
        }

        if (module.Scope is null && _stepsLeft > 0)
        {
            // It runs on the ground, whatever branch it is imported in, and tells its own findings when it is scanned itself.
            var (store, left) = (_store, _entryStepsLeft);
            _entryStepsLeft = StepsPerModule;
            while (_store.Below is not null)
            {
                _store = _store.Below;
            }

            _quiet++;
            RunModule(module);
            _quiet--;
            (_store, _entryStepsLeft) = (store, left);
        }

        return module;
    }

    private Value Lookup(string name, Frame frame)
    {
        for (Scope? scope = frame.Scope.Home(name); scope is not null; scope = scope.Parent)
        {
            if (scope.IsClass && scope != frame.Scope)
            {
                continue;
            }

            if (_store.Get(scope, name) is { } value)
            {
                return value;
            }
        }

        foreach (var (_, from) in _stars)
        {
            if (_store.Get(from, name) is { } value)
            {
                return value;
            }
        }

        // What nothing here defines is taken by its name: snippets lack their imports.
        return new Value { Name = Builtins.Has(name) ? "builtins." + name : _starNames.Count > 0 ? $"{_starNames[^1]}.{name}" : name };
    }

    private void RunEntry(Entry entry)
    {
        var (function, shape) = (entry.Function, entry.Function.Shape);
        var outer = _module;
        _module = function.Closure.Module;
        var frame = new Frame(new Scope(_nextId++, Enclosing(function.Closure), isClass: false, _module), function, _store, null);
        _store = new Store(_store);
        var point = EntryPoint.Of(function, _routes.GetValueOrDefault(shape) ?? [], _tools.Contains(shape));
        frame.Handler = point.Handler;
        for (var i = 0; i < shape.Parameters.Count; i++)
        {
            var parameter = shape.Parameters[i];
            var value = i == 0 && function.Owner is not null && !function.Decorators.Contains("staticmethod")
                ? InstanceOf(function.Owner, parameter.At)
                : Argument(parameter, point, frame);
            _store.Set(frame.Scope, parameter.Name, value);
        }

        Run(shape.Body, frame);
        Finish(frame);
        _module = outer;
    }

    private Value Argument(Parameter parameter, EntryPoint point, Frame frame)
    {
        if (point.IsRequest(parameter))
        {
            return new Value { Type = EntryPoint.RequestType };
        }

        if (point.OriginOf(parameter) is { } origin)
        {
            var input = Input(parameter, parameter.Name, origin, parameter.At);
            if (parameter.Stars == 0)
            {
                return input;
            }
        }

        if (parameter.Default is not null)
        {
            // Without knowing who calls, the default is one of the values.
            var value = Evaluate(parameter.Default, frame);
            return value.ConstantText is { } text ? new Value { Text = TextShape.Of(text) } : Value.Unknown;
        }

        return Value.Unknown;
    }

    private static Scope? Enclosing(Scope scope) => scope.IsClass ? scope.Parent is null ? null : Enclosing(scope.Parent) : scope;

    // One object stands for all of a class that nobody here made.
    private Value InstanceOf(ClassValue type, Place at)
    {
        if (_instances.TryGetValue(type.Shape, out var known))
        {
            return known;
        }

        var made = Value.Object(_nextId++, type.Shape.Name);
        _instances[type.Shape] = made;
        _store.Set(made.References[0], Content.Instance(type));
        if (FindMethod(type, "__init__") is { } init)
        {
            var frame = new Frame(init.Closure, null, _store, null);
            var arguments = init.Shape.Parameters.Skip(1).Select(parameter => new Passed(parameter.Name, Value.Unknown)).ToList();
            Invoke(init, made, arguments, at, frame);
        }

        return made;
    }

    // Returns and the end of the body meet here.
    private void Finish(Frame frame)
    {
        var alive = frame.Exits.ToList();
        if (!frame.IsDead)
        {
            frame.Returned = frame.Returned?.Join(Value.None) ?? Value.None;
            alive.Add(_store);
        }

        _store = frame.Bottom;
        if (alive.Count > 0)
        {
            Step(alive.Sum(static layer => layer.Changes));
            _store.Join(alive);
        }
    }
}
