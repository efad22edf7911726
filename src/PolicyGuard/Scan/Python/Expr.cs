namespace PolicyGuard.Scan.Python;

/// <summary>An expression, with where it begins. The kinds are those of Python's grammar, with chains kept flat so that no tree is deep.</summary>
internal abstract class Expr(Place at)
{
    public Place At { get; } = at;
}

internal sealed class NameExpr(Place at, string id) : Expr(at)
{
    public string Id { get; } = id;
}

/// <summary>A literal: <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, or null for None.</summary>
internal sealed class ConstantExpr(Place at, object? value) : Expr(at)
{
    public object? Value { get; } = value;
}

/// <summary>Something of which only the place is known: an ellipsis, a large number, what could not be read.</summary>
internal sealed class OpaqueExpr(Place at) : Expr(at);

internal sealed class FormattedExpr(Place at, IReadOnlyList<Expr> parts) : Expr(at)
{
    public IReadOnlyList<Expr> Parts { get; } = parts;
}

internal sealed class AttributeExpr(Place at, Expr target, string name) : Expr(at)
{
    public Expr Target { get; } = target;

    public string Name { get; } = name;
}

internal sealed class SubscriptExpr(Place at, Expr target, Expr index) : Expr(at)
{
    public Expr Target { get; } = target;

    public Expr Index { get; } = index;
}

internal sealed class SliceExpr(Place at, Expr? from, Expr? to, Expr? step) : Expr(at)
{
    public Expr? From { get; } = from;

    public Expr? To { get; } = to;

    public Expr? Step { get; } = step;
}

internal sealed class CallExpr(Place at, Expr function, IReadOnlyList<Argument> arguments) : Expr(at)
{
    public Expr Function { get; } = function;

    public IReadOnlyList<Argument> Arguments { get; } = arguments;
}

/// <summary>An argument of a call: <paramref name="Stars"/> is 1 for <c>*x</c>, 2 for <c>**x</c>.</summary>
internal sealed record Argument(string? Name, Expr Value, int Stars);

/// <summary><c>a + b - c</c>: operators of one precedence, from left to right.</summary>
internal sealed class BinaryExpr(Place at, Expr first, IReadOnlyList<(string Operator, Expr Right)> rest) : Expr(at)
{
    public Expr First { get; } = first;

    public IReadOnlyList<(string Operator, Expr Right)> Rest { get; } = rest;
}

internal sealed class UnaryExpr(Place at, string @operator, Expr operand) : Expr(at)
{
    public string Operator { get; } = @operator;

    public Expr Operand { get; } = operand;
}

/// <summary><c>a and b and c</c>, or with <c>or</c>.</summary>
internal sealed class LogicExpr(Place at, bool all, IReadOnlyList<Expr> operands) : Expr(at)
{
    public bool All { get; } = all;

    public IReadOnlyList<Expr> Operands { get; } = operands;
}

internal sealed class CompareExpr(Place at, Expr first, IReadOnlyList<(string Operator, Expr Right)> rest) : Expr(at)
{
    public Expr First { get; } = first;

    public IReadOnlyList<(string Operator, Expr Right)> Rest { get; } = rest;
}

internal sealed class ConditionalExpr(Place at, Expr test, Expr yes, Expr no) : Expr(at)
{
    public Expr Test { get; } = test;

    public Expr Yes { get; } = yes;

    public Expr No { get; } = no;
}

internal sealed class LambdaExpr(Place at, FunctionShape shape) : Expr(at)
{
    public FunctionShape Shape { get; } = shape;
}

/// <summary>A list, tuple or set display.</summary>
internal sealed class SequenceExpr(Place at, char kind, IReadOnlyList<Expr> items) : Expr(at)
{
    /// <summary><c>[</c>, <c>(</c> or <c>{</c>.</summary>
    public char Kind { get; } = kind;

    public IReadOnlyList<Expr> Items { get; } = items;
}

/// <summary>A dictionary display; a null key is <c>**value</c>.</summary>
internal sealed class DictExpr(Place at, IReadOnlyList<(Expr? Key, Expr Value)> items) : Expr(at)
{
    public IReadOnlyList<(Expr? Key, Expr Value)> Items { get; } = items;
}

internal sealed class ComprehensionExpr(Place at, char kind, Expr element, Expr? value, IReadOnlyList<ComprehensionClause> clauses) : Expr(at)
{
    /// <summary><c>[</c>, <c>(</c> for a generator, <c>{</c> for a set or, with a value, a dictionary.</summary>
    public char Kind { get; } = kind;

    public Expr Element { get; } = element;

    public Expr? Value { get; } = value;

    public IReadOnlyList<ComprehensionClause> Clauses { get; } = clauses;
}

/// <summary>One <c>for … in …</c> of a comprehension, with the conditions behind it.</summary>
internal sealed record ComprehensionClause(Expr Target, Expr Source, IReadOnlyList<Expr> Conditions);

internal sealed class StarredExpr(Place at, Expr value) : Expr(at)
{
    public Expr Value { get; } = value;
}

internal sealed class AwaitExpr(Place at, Expr value) : Expr(at)
{
    public Expr Value { get; } = value;
}

internal sealed class YieldExpr(Place at, Expr? value) : Expr(at)
{
    public Expr? Value { get; } = value;
}

internal sealed class WalrusExpr(Place at, string name, Expr value) : Expr(at)
{
    public string Name { get; } = name;

    public Expr Value { get; } = value;
}
