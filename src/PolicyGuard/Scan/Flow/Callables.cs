using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>A function of the project.</summary>
internal sealed record FunctionValue(FunctionShape Shape, Scope Closure, ClassValue? Owner, IReadOnlyList<string> Decorators);

/// <summary>A class of the project; <paramref name="Bases"/> are those of the project, <paramref name="BaseNames"/> the others, by name.</summary>
internal sealed record ClassValue(ClassStmt Shape, Scope Scope, IReadOnlyList<ClassValue> Bases, IReadOnlyList<string> BaseNames);

/// <summary>A module of the project.</summary>
internal sealed record ModuleValue(string File, PythonFile Source)
{
    public Scope? Scope { get; set; }
}

/// <summary>A method with the object it was taken from.</summary>
internal sealed record BoundValue(Value Receiver, string Name, FunctionValue? Function);
