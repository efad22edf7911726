using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate.Results;

/// <summary>What the caller gets of an inspected result. Made by <see cref="Giving"/> only; the outcome cannot be written without one.</summary>
internal sealed class Given
{
    internal Given(Inspected inspected, Obligation done, ToolResult? result)
    {
        Inspected = inspected;
        Done = done;
        Result = result;
    }

    public Inspected Inspected { get; }

    /// <summary>The strictest thing that was done about the result.</summary>
    public Obligation Done { get; }

    /// <summary>What the caller may see; null where the result is withheld.</summary>
    public ToolResult? Result { get; }

    /// <summary>Why it is withheld: the reason id; null where it is not.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for a person.</summary>
    public string Message { get; init; } = "";

    /// <summary>How many findings were masked.</summary>
    public int Masked { get; init; }

    /// <summary>The kinds of data about which something was done.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The result that was kept back, or is answered with; or null.</summary>
    public HeldResult? Held { get; init; }

    /// <summary>Whether anything is to be said of it in the log.</summary>
    public bool IsRemarkable => Done != Obligation.Off || Held is not null || Reason is not null;

    /// <summary>The answer.</summary>
    public Reply Answer(Decision decision) => Result is { } result
        ? Reply.Done(decision, result)
        : new Reply(ReplyStatus.Withheld, decision) { Reason = Reason!, Message = Message, HeldAs = Held?.Id };
}
