namespace PolicyGuard.Scan.Python;

/// <summary>What functions and lambdas have in common.</summary>
/// <param name="Name">The name; <c>&lt;lambda&gt;</c> for a lambda.</param>
/// <param name="Parameters">In order.</param>
/// <param name="Body">The statements; a lambda's is one return.</param>
/// <param name="IsAsync">Whether it is a coroutine.</param>
internal sealed record FunctionShape(string Name, IReadOnlyList<Parameter> Parameters, IReadOnlyList<Stmt> Body, bool IsAsync)
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}
