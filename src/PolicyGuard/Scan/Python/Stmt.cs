namespace PolicyGuard.Scan.Python;

/// <summary>A statement, with where it begins.</summary>
internal abstract class Stmt(Place at)
{
    public Place At { get; } = at;
}

internal sealed class ExprStmt(Place at, Expr value) : Stmt(at)
{
    public Expr Value { get; } = value;
}

/// <summary><c>a = b = value</c>; with an annotation, <paramref name="value"/> may be null.</summary>
internal sealed class AssignStmt(Place at, IReadOnlyList<Expr> targets, Expr? value, Expr? annotation) : Stmt(at)
{
    public IReadOnlyList<Expr> Targets { get; } = targets;

    public Expr? Value { get; } = value;

    public Expr? Annotation { get; } = annotation;
}

internal sealed class AugmentedStmt(Place at, Expr target, string @operator, Expr value) : Stmt(at)
{
    public Expr Target { get; } = target;

    public string Operator { get; } = @operator;

    public Expr Value { get; } = value;
}

internal sealed class FunctionStmt(Place at, FunctionShape shape, IReadOnlyList<Expr> decorators) : Stmt(at)
{
    public FunctionShape Shape { get; } = shape;

    public IReadOnlyList<Expr> Decorators { get; } = decorators;
}

internal sealed class ClassStmt(Place at, string name, IReadOnlyList<Argument> bases, IReadOnlyList<Stmt> body, IReadOnlyList<Expr> decorators) : Stmt(at)
{
    public string Name { get; } = name;

    public IReadOnlyList<Argument> Bases { get; } = bases;

    public IReadOnlyList<Stmt> Body { get; } = body;

    public IReadOnlyList<Expr> Decorators { get; } = decorators;
}

internal sealed class ReturnStmt(Place at, Expr? value) : Stmt(at)
{
    public Expr? Value { get; } = value;
}

/// <summary><c>if</c> with all its <c>elif</c>s.</summary>
internal sealed class IfStmt(Place at, IReadOnlyList<(Expr Test, IReadOnlyList<Stmt> Body)> branches, IReadOnlyList<Stmt> otherwise) : Stmt(at)
{
    public IReadOnlyList<(Expr Test, IReadOnlyList<Stmt> Body)> Branches { get; } = branches;

    public IReadOnlyList<Stmt> Otherwise { get; } = otherwise;
}

internal sealed class WhileStmt(Place at, Expr test, IReadOnlyList<Stmt> body, IReadOnlyList<Stmt> otherwise) : Stmt(at)
{
    public Expr Test { get; } = test;

    public IReadOnlyList<Stmt> Body { get; } = body;

    public IReadOnlyList<Stmt> Otherwise { get; } = otherwise;
}

internal sealed class ForStmt(Place at, Expr target, Expr source, IReadOnlyList<Stmt> body, IReadOnlyList<Stmt> otherwise) : Stmt(at)
{
    public Expr Target { get; } = target;

    public Expr Source { get; } = source;

    public IReadOnlyList<Stmt> Body { get; } = body;

    public IReadOnlyList<Stmt> Otherwise { get; } = otherwise;
}

internal sealed class WithStmt(Place at, IReadOnlyList<(Expr Context, Expr? Target)> items, IReadOnlyList<Stmt> body) : Stmt(at)
{
    public IReadOnlyList<(Expr Context, Expr? Target)> Items { get; } = items;

    public IReadOnlyList<Stmt> Body { get; } = body;
}

internal sealed class TryStmt(
    Place at, IReadOnlyList<Stmt> body, IReadOnlyList<Handler> handlers, IReadOnlyList<Stmt> otherwise, IReadOnlyList<Stmt> final) : Stmt(at)
{
    public IReadOnlyList<Stmt> Body { get; } = body;

    public IReadOnlyList<Handler> Handlers { get; } = handlers;

    public IReadOnlyList<Stmt> Otherwise { get; } = otherwise;

    public IReadOnlyList<Stmt> Final { get; } = final;
}

/// <summary>One <c>except</c>.</summary>
internal sealed record Handler(Expr? Type, string? Name, IReadOnlyList<Stmt> Body);

internal sealed class MatchStmt(Place at, Expr subject, IReadOnlyList<MatchCase> cases) : Stmt(at)
{
    public Expr Subject { get; } = subject;

    public IReadOnlyList<MatchCase> Cases { get; } = cases;
}

/// <summary>One <c>case</c>.</summary>
internal sealed record MatchCase(Pattern Pattern, Expr? Guard, IReadOnlyList<Stmt> Body);

/// <summary><c>raise</c>, <c>break</c> or <c>continue</c>: the way goes on elsewhere.</summary>
internal sealed class LeaveStmt(Place at, string word, Expr? value) : Stmt(at)
{
    public string Word { get; } = word;

    public Expr? Value { get; } = value;
}

internal sealed class AssertStmt(Place at, Expr test) : Stmt(at)
{
    public Expr Test { get; } = test;
}

/// <summary><c>import a.b as c</c>, or <c>from a import b as c</c> with <paramref name="module"/>; level counts the dots in front.</summary>
internal sealed class ImportStmt(Place at, string? module, int level, IReadOnlyList<(string Name, string? As)> names) : Stmt(at)
{
    public string? Module { get; } = module;

    public int Level { get; } = level;

    public IReadOnlyList<(string Name, string? As)> Names { get; } = names;
}

/// <summary><c>global</c> or <c>nonlocal</c>.</summary>
internal sealed class ScopeStmt(Place at, bool global, IReadOnlyList<string> names) : Stmt(at)
{
    public bool Global { get; } = global;

    public IReadOnlyList<string> Names { get; } = names;
}

internal sealed class DeleteStmt(Place at, IReadOnlyList<Expr> targets) : Stmt(at)
{
    public IReadOnlyList<Expr> Targets { get; } = targets;
}
