using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>
/// Judges a call by what its flow remembers:
/// <list type="bullet">
/// <item>text that speaks to the agent does not choose what a tool with an effect outside does;</item>
/// <item>nor do other people's words, unless the user said the same, or named the source, or a human agrees;</item>
/// <item>what nobody asked for, after other people's words were read, is for a human to decide;</item>
/// <item>what is confidential does not leave for the public, and a secret leaves for nobody.</item>
/// </list>
/// </summary>
internal sealed class FlowJudge(PrintKey key)
{
    private const int MostFindings = 16;

    /// <summary>The verdict.</summary>
    public FlowVerdict Judge(ToolCall call, ToolProfile profile, FlowMemory memory)
    {
        if (memory.IsEmpty && !memory.HasRequest)
        {
            return FlowVerdict.Silent;
        }

        var seen = new Seen(profile);
        var tracer = new Tracer(memory, new Printer(key));
        foreach (var leaf in call.Arguments.IsEmpty ? [] : Leaf.Of(call.Arguments.Root))
        {
            seen.Look(leaf, ArgumentRoles.Of(leaf.Words, leaf.Text), tracer);
        }

        var asked = !memory.HasRequest || ((Act)memory.Acts & profile.Act) != 0;
        var (effect, reason, message, sign) = Rules(call, profile, memory, seen, asked);
        return new FlowVerdict
        {
            Effect = effect,
            Reason = reason,
            Message = message,
            Findings = seen.Findings,
            Labels = seen.Labels,
            Signs = sign is null ? [] : [sign],
            Key = seen.Key,
            Named = seen.Named,
        };
    }

    private static (Effect Effect, string? Reason, string Message, string? Sign) Rules(ToolCall call, ToolProfile profile, FlowMemory memory, Seen seen, bool asked)
    {
        if (profile.Risk == Risk.None)
        {
            return (Effect.Allow, null, "", null);
        }

        if (seen.Control is { Origin: Origin.Instructed } instructed)
        {
            return (profile.Risk == Risk.Low ? Effect.RequireApproval : Effect.Deny, Reasons.FlowInstructed, FlowWording.Instructed(call, instructed), "instructed");
        }

        if (profile.IsPublic && seen.Confidential is { } confidential)
        {
            return (Effect.RequireApproval, Reasons.FlowConfidential, FlowWording.Confidential(call, confidential), "confidential_to_public");
        }

        if (seen.Control is { Origin: Origin.Words } words && (profile.Risk > Risk.Low || !asked))
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Untrusted(call, words), "untrusted_control");
        }

        var foreign = (memory.Signs & (FlowSigns.Foreign | FlowSigns.Instructing)) != 0;
        var instructing = memory.Signs.HasFlag(FlowSigns.Instructing);
        if (!asked && ((profile.Risk == Risk.High && foreign) || (profile.Risk != Risk.Fetch && instructing)))
        {
            return (Effect.RequireApproval, Reasons.FlowUnasked, FlowWording.Unasked(call, profile, memory.Signs.HasFlag(FlowSigns.Delegates)), "unasked");
        }

        if (profile.Risk == Risk.High && seen.Content is { } content)
        {
            return (Effect.RequireApproval, Reasons.FlowInstructed, FlowWording.Content(call, content), "instructed");
        }

        return (Effect.Allow, null, "", null);
    }

    private sealed class Seen(ToolProfile profile)
    {
        private readonly List<FlowFinding> _findings = [];

        public IReadOnlyList<FlowFinding> Findings => _findings;

        public FlowFinding? Control { get; private set; }

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

            var traced = role == ArgumentRole.Control ? tracer.Control(leaf.Text) : tracer.Content(leaf.Text);
            if (traced.Confidential is { } secret)
            {
                var found = new FlowFinding(leaf.Pointer, role == ArgumentRole.Control, secret.Origin, secret);
                Confidential ??= found;
                Add(found);
            }

            if (traced.Origin is not { } origin)
            {
                return;
            }

            var finding = new FlowFinding(leaf.Pointer, role == ArgumentRole.Control, origin, traced.Source);
            if (origin > Origin.Request)
            {
                Add(finding);
            }

            if (role == ArgumentRole.Content)
            {
                Content ??= finding;
                return;
            }

            Key = Key is { } key && key >= origin ? key : origin;
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
}
