using PolicyGuard.Calls;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gate;

/// <summary>An admitted call whose arguments have been looked at. Made by <see cref="Screen"/> only.</summary>
internal sealed class Screened
{
    internal Screened(Admitted admitted, LabelSet labels, IReadOnlyList<Finding> findings, FlowVerdict flow)
    {
        Admitted = admitted;
        Labels = labels;
        Findings = findings;
        Flow = flow;
    }

    /// <summary>What earlier results and the user's request say of it.</summary>
    public FlowVerdict Flow { get; }

    public Admitted Admitted { get; }

    public LabelSet Labels { get; }

    public IReadOnlyList<Finding> Findings { get; }
}

/// <summary>A result that has been looked at. Made by <see cref="Screen"/> only.</summary>
internal sealed class Inspected
{
    internal Inspected(Permit permit, ToolResult result, LabelSet labels, IReadOnlyList<Finding> findings)
    {
        Permit = permit;
        Result = result;
        Labels = labels;
        Findings = findings;
    }

    public Permit Permit { get; }

    public ToolResult Result { get; }

    public LabelSet Labels { get; }

    public IReadOnlyList<Finding> Findings { get; }
}
