using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Taint.Flow;

/// <summary>What the arguments of one call are and where they came from, the worst of each kind.</summary>
internal sealed class SeenArguments(ToolProfile profile)
{
    private const int MostFindings = 16;
    private readonly List<FlowFinding> _findings = [];

    public IReadOnlyList<FlowFinding> Findings => _findings;

    public FlowFinding? Control { get; private set; }

    /// <summary>A control argument that is data, and that text which speaks to the agent names as well.</summary>
    public FlowFinding? Echo { get; private set; }

    /// <summary>A link to a place that only a page or a file names, in what is said.</summary>
    public FlowFinding? Link { get; private set; }

    /// <summary>Whether the arguments are more than what is looked at.</summary>
    public bool IsCut { get; set; }

    /// <summary>A control argument that names one thing in the world and was seen nowhere.</summary>
    public string? Unknown { get; private set; }

    /// <summary>A short text that stands in other people's words as it is.</summary>
    public FlowFinding? Said { get; private set; }

    /// <summary>Whether a thing of a name that nothing else has stands in the request.</summary>
    public bool NamesThing { get; private set; }

    public FlowFinding? Content { get; private set; }

    public FlowFinding? Confidential { get; private set; }

    public LabelSet Labels { get; private set; }

    public Origin? Key { get; private set; }

    public bool Named { get; private set; }

    public void Look(Leaf leaf, ArgumentRole role, Tracer tracer)
    {
        if (role == ArgumentRole.Setting)
        {
            return;
        }

        var traced = role == ArgumentRole.Control ? tracer.Control(leaf.Text, profile.Risk == Risk.Code) : tracer.Content(leaf.Text);
        if (traced.Confidential is { } secret)
        {
            var found = new FlowFinding(leaf.Pointer, role == ArgumentRole.Control, secret.Origin, secret);
            Confidential = Confidential is null || secret.Labels.Contains("secret") ? found : Confidential;
            Add(found);
        }

        if (traced.Carried is { } carried)
        {
            Add(new FlowFinding(leaf.Pointer, false, carried.Origin, carried));
        }

        if (traced.Link is { } link)
        {
            Link ??= new FlowFinding(leaf.Pointer, false, link.Origin, link);
        }

        if (traced.Origin is not { } origin)
        {
            Unknown ??= role == ArgumentRole.Control && traced.IsThing ? leaf.Pointer : null;
            return;
        }

        var finding = new FlowFinding(leaf.Pointer, role == ArgumentRole.Control, origin, traced.Source) { IsAmount = ArgumentRoles.IsAmount(leaf.Words) };
        if (origin > Origin.Request)
        {
            Add(finding);
        }

        if (role == ArgumentRole.Content)
        {
            Content ??= origin == Origin.Instructed ? finding : null;
            Said ??= origin == Origin.Words ? finding : null;
            return;
        }

        Key = Key is { } key && key >= origin ? key : origin;
        NamesThing |= origin == Origin.Request && traced.IsThing;
        Echo ??= origin == Origin.Data && traced.Echo is { } echo ? finding with { Source = echo } : null;
        Named |= origin == Origin.Request && profile.Act == Act.Read && ArgumentRoles.IsLocator(leaf.Words);
        Control = Control is { } worst && worst.Origin >= origin ? worst : finding;
    }

    private void Add(FlowFinding finding)
    {
        if (_findings.Count < MostFindings)
        {
            _findings.Add(finding);
        }

        foreach (var name in finding.Source?.Labels ?? [])
        {
            Labels = LabelSet.TryParse(name, out var label) ? Labels.Union(label) : Labels;
        }
    }
}
