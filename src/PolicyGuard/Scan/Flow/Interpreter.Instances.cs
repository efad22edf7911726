using PolicyGuard.Scan.Models;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <content>Objects of the project's own classes.</content>
internal sealed partial class Interpreter
{
    private Value Instantiate(ClassValue type, List<Passed> arguments, Place at, Frame frame)
    {
        var made = Value.Object(_nextId++);
        _store.Set(made.References[0], Content.Instance(type));
        if (FindMethod(type, "__init__") is { } init)
        {
            if (Invoke(init, made, arguments, at, frame) is null)
            {
                _store.Set(made.References[0], Content.Instance(type) with { Rest = Guess(arguments, Value.Unknown) });
            }

            return made;
        }

        // A data class, or a base that we do not know: what goes in is kept by name.
        var names = type.Shape.Body.OfType<AssignStmt>().Where(static field => field.Annotation is not null).Select(static field => (field.Targets[0] as NameExpr)?.Id).ToList();
        var position = 0;
        foreach (var argument in arguments)
        {
            var name = argument.Name ?? (position < names.Count ? names[position++] : null);
            if (name is not null && argument.Stars == 0)
            {
                SetField(made, "." + name, argument.Value);
            }
            else if (_store.Get(made.References[0]) is { } content && !Deep(argument.Value).IsNone)
            {
                _store.Set(made.References[0], content.WithRest(Value.Tainted(Deep(argument.Value), Marks.Guessed)));
            }
        }

        return made;
    }
}
