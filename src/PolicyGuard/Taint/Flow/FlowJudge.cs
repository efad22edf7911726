using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Outputs;
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
internal sealed class FlowJudge(PrintKey key, TaintOptions options)
{
    private readonly Splits _splits = new(key);

    /// <summary>The verdict.</summary>
    public FlowVerdict Judge(ToolCall call, ToolProfile profile, FlowMemory memory)
    {
        if (memory.IsEmpty && !memory.HasRequest)
        {
            return FlowVerdict.Silent;
        }

        var seen = new SeenArguments(profile);
        var printer = new Printer(key);
        var tracer = new Tracer(memory, printer);
        var leaves = call.Arguments.IsEmpty ? [] : Leaf.Of(call.Arguments.Root);
        seen.IsCut = leaves.Count >= Leaf.Most;
        foreach (var leaf in leaves)
        {
            seen.IsCut |= leaf.Text.Length > Tracer.Longest;
            seen.Look(leaf, RoleOf(call, profile, leaf), tracer);
        }

        if (_splits.Find(call, profile, memory) is { } split)
        {
            return new FlowVerdict
            {
                Effect = Effect.Deny, Reason = Reasons.FlowSecret, Message = FlowWording.Split(call, split), Findings = seen.Findings, Labels = seen.Labels.Union(LabelSet.Secret),
                Signs = ["secret_out"], Key = seen.Key, Named = seen.Named,
            };
        }

        var asked = !memory.HasRequest || IsAsked(profile, memory, printer, seen);
        var (effect, reason, message, sign) = Rules(call, profile, memory, printer, seen, asked);
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

    // Who hands over to a source hands over messages to those who are known already; never money, access or deletion.
    private const Act HandedOver = Act.Send | Act.Create | Act.Update;

    // Who asks for the passport number to be sent may have it sent.
    private static bool IsAskedFor(FlowFinding confidential, FlowMemory memory, Printer printer)
    {
        var field = confidential.Source!.Path.AsSpan(confidential.Source.Path.LastIndexOf('/') + 1);
        var words = NameWords.Of(field.ToString());
        return memory.HasRequest && words.Count > 0 && FieldNames.IsSensitive(words) && words.All(w => memory.Asked(printer.Word(w)));
    }

    // By the act; or by the verb and what it acts upon; or, for what can be changed back, by naming the thing itself.
    private static bool IsAsked(ToolProfile profile, FlowMemory memory, Printer printer, SeenArguments seen)
    {
        var acts = (Act)memory.Acts;
        return (acts & profile.Act) != 0
            || ((acts & profile.Verb) != 0 && profile.Objects.Any(o => memory.Asked(printer.Word(o))))
            || (profile.Risk == Risk.Low && seen.NamesThing)
            || (IsOverwriting(profile) && (acts & profile.Verb) != 0 && seen.NamesThing)
            || (memory.Signs.HasFlag(FlowSigns.Delegates) && (profile.Act & ~HandedOver) == 0 && seen.Key is Origin.Request or Origin.Trusted or Origin.Data);
    }

    // A server says of whatever writes over something that it destroys; who asks for this very file to be written asks for no more than that.
    private static bool IsOverwriting(ToolProfile profile) => profile.Act == Act.Delete && profile.Verb is Act.Create or Act.Update;

    private ArgumentRole RoleOf(ToolCall call, ToolProfile profile, Leaf leaf)
    {
        var argument = leaf.Pointer.AsSpan(leaf.Pointer.Length == 0 ? 0 : 1);
        var end = argument.IndexOf('/');
        var top = end < 0 ? argument : argument[..end];
        return ArgumentRoles.Said(options, call.Target, call.Upstream, leaf.Pointer)
            ?? (profile.Addresses.Count > 0 && profile.Addresses.Contains(top.ToString()) ? ArgumentRole.Control : ArgumentRoles.Of(leaf.Words, leaf.Text));
    }

    private static (Effect Effect, string? Reason, string Message, string? Sign) Rules(ToolCall call, ToolProfile profile, FlowMemory memory, Printer printer, SeenArguments seen, bool asked)
    {
        // Also a search, a look-up or a tool of which nothing is known carries away what it is given, unless its server says that it stays within.
        if (seen.Confidential is { Source.Labels: { } kinds } taken && kinds.Contains("secret") && !profile.IsPublic && (profile.Risk != Risk.None || call.Definition?.OpenWorld != false))
        {
            var local = profile.Risk == Risk.Low;
            return (local ? Effect.RequireApproval : Effect.Deny, Reasons.FlowSecret, FlowWording.Secret(call, taken), "secret_out");
        }

        if (profile.Risk == Risk.None)
        {
            return (Effect.Allow, null, "", null);
        }

        if (seen.Control is { Origin: Origin.Instructed } instructed)
        {
            return (profile.Risk == Risk.Low ? Effect.RequireApproval : Effect.Deny, Reasons.FlowInstructed, FlowWording.Instructed(call, instructed), "instructed");
        }

        if (profile.IsPublic && seen.Confidential is { Source.Labels: { } labels } secret && labels.Contains("secret"))
        {
            return (Effect.Deny, Reasons.FlowSecret, FlowWording.Secret(call, secret), "secret_out");
        }

        if (profile.IsPublic && seen.Confidential is { } confidential && !IsAskedFor(confidential, memory, printer))
        {
            return (Effect.RequireApproval, Reasons.FlowConfidential, FlowWording.Confidential(call, confidential), "confidential_to_public");
        }

        if (seen.Control is { Origin: Origin.Words } words && (profile.Risk > Risk.Low || (profile.Risk == Risk.Low && !asked)))
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Untrusted(call, words), "untrusted_control");
        }

        var instructing = memory.Signs.HasFlag(FlowSigns.Instructing);
        if (seen.Control is { Origin: Origin.Named } named && !Suffices(profile, memory, printer, named))
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Untrusted(call, named), "untrusted_control");
        }

        // Somebody who can make the agent act can make it spell an address backwards; and what was forgotten may have been anything.
        if (profile.Risk is Risk.High or Risk.Code && seen.Unknown is { } unknown && (memory.Forgot || memory.Signs.HasFlag(FlowSigns.Instructing)))
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Unknown(call, unknown), "untrusted_control");
        }

        if (seen.IsCut && profile.Risk >= Risk.Code && memory.Signs.HasFlag(FlowSigns.Outside))
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Cut(call), "untrusted_control");
        }

        if (!asked && profile.Risk == Risk.Low && seen.Said is { } said)
        {
            return (Effect.RequireApproval, Reasons.FlowUnasked, FlowWording.Said(call, said), "unasked");
        }

        if (!asked && ((profile.Risk == Risk.High && memory.Signs.HasFlag(FlowSigns.Outside)) || (profile.Risk != Risk.Fetch && profile.Act != Act.None && (instructing || memory.Signs.HasFlag(FlowSigns.Asking)))))
        {
            return (Effect.RequireApproval, Reasons.FlowUnasked, FlowWording.Unasked(call, profile, memory.Signs.HasFlag(FlowSigns.Delegates)), "unasked");
        }

        if ((profile.Act & Act.Send) != 0 && seen.Link is { } link)
        {
            return (Effect.RequireApproval, Reasons.FlowUntrustedControl, FlowWording.Link(call, link), "untrusted_control");
        }

        if (profile.Risk == Risk.High && seen.Echo is { } echo)
        {
            return (Effect.RequireApproval, Reasons.FlowInstructed, FlowWording.Instructed(call, echo), "instructed");
        }

        if (profile.Risk is Risk.High or Risk.Low && seen.Content is { } content)
        {
            return (Effect.RequireApproval, Reasons.FlowInstructed, FlowWording.Content(call, content), "instructed");
        }

        return (Effect.Allow, null, "", null);
    }

    // What the user named is read for the user's purpose. It says how much and to whom, where the user asked for that medium; but an account or a
    // command that only a text names is for a human, and a page does not choose which page is read next.
    private static bool Suffices(ToolProfile profile, FlowMemory memory, Printer printer, FlowFinding named) =>
        profile.Risk == Risk.Fetch ? named.Source is not { IsDocument: true }
        : profile.Act == Act.Pay ? named.IsAmount
        : profile.Risk == Risk.Code ? named.Source is not { IsDocument: true }
        : (profile.Act & Act.Send) == 0 || profile.Medium.Any(w => memory.Asked(printer.Word(w)));
}
