using PolicyGuard.Calls;

namespace PolicyGuard.Gate;

/// <summary>
/// The object without which nothing is executed. A sealed class with a private constructor: a record could be forged with <c>with</c>,
/// a struct with <c>default</c>. It is issued in one place, after the decision is on disk.
/// </summary>
public sealed class Permit
{
    private Permit(Opened opened) => Opened = opened;

    /// <summary>The call that may run.</summary>
    public ToolCall Call => Opened.Decision.Call;

    internal Opened Opened { get; }

    /// <exception cref="InvalidOperationException">The decision does not allow the call. A bug, never an input.</exception>
    internal static Permit Issue(Opened opened) => opened.Decision.Allows
        ? new Permit(opened)
        : throw new InvalidOperationException("a permit was asked for a call that is not allowed");
}
