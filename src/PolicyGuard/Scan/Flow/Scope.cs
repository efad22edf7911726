namespace PolicyGuard.Scan.Flow;

/// <summary>Where names are looked up: a function's, a class's or a module's, within another.</summary>
internal sealed class Scope(int id, Scope? parent, bool isClass, ModuleValue module)
{
    private Dictionary<string, Scope>? _elsewhere;

    public int Id { get; } = id;

    public Scope? Parent { get; } = parent;

    /// <summary>A class's names are not seen from within its methods.</summary>
    public bool IsClass { get; } = isClass;

    public ModuleValue Module { get; } = module;

    /// <summary>The scope in which an assignment to a name lands.</summary>
    public Scope Home(string name) => _elsewhere is not null && _elsewhere.TryGetValue(name, out var scope) ? scope : this;

    /// <summary><c>global</c> and <c>nonlocal</c>.</summary>
    public void Declare(string name, bool global)
    {
        var scope = this;
        while (scope.Parent is not null && (global || scope == this || scope.IsClass))
        {
            scope = scope.Parent;
        }

        (_elsewhere ??= [])[name] = scope;
    }
}
