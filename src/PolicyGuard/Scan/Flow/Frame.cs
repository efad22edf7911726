namespace PolicyGuard.Scan.Flow;

/// <summary>A function, class body or module that is running.</summary>
internal sealed class Frame(Scope scope, FunctionValue? function, Store bottom, Frame? caller)
{
    public Scope Scope { get; } = scope;

    public FunctionValue? Function { get; } = function;

    /// <summary>What was known when it began.</summary>
    public Store Bottom { get; } = bottom;

    public Frame? Caller { get; } = caller;

    public int Depth { get; } = (caller?.Depth ?? 0) + 1;

    /// <summary>What was returned so far.</summary>
    public Value? Returned { get; set; }

    /// <summary>What was known at each return.</summary>
    public List<Store> Exits { get; } = [];

    /// <summary>The innermost loop.</summary>
    public LoopFrame? Loop { get; set; }

    /// <summary>Whether this point cannot be reached: behind a return, a raise, a break.</summary>
    public bool IsDead { get; set; }

    /// <summary>What the route that leads here says about the request, for a web handler.</summary>
    public HandlerKind Handler { get; set; }
}
