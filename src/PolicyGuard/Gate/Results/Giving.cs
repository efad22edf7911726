using System.Runtime.CompilerServices;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Masking;

namespace PolicyGuard.Gate.Results;

/// <summary>The second half of step 9: what was found in a result decides whether the caller gets it, what is masked in it, and what it is told.</summary>
internal sealed class Giving(GateServices services, GateOptions options, Scanner scanner)
{
    private readonly ResultMask _mask = new(scanner);
    private readonly ConditionalWeakTable<ToolDefinition, Schema> _schemas = [];

    /// <summary>What has to be done about the results of a call.</summary>
    public Obligations DutiesOf(Decision decision) => ResultDuties.Of(decision.Rules, options.Results);

    /// <summary>As above, for what comes beside the calls: no agent asked for it, so what rules say of trust counts as for the least.</summary>
    public Obligations DutiesOf(ToolCall call, RuleSet rules) =>
        ResultDuties.Of(rules.Decide(Verdicts.QueryOf(call, TrustLevel.Low, null, LabelSet.None)).Matches, options.Results);

    /// <summary>What the caller gets.</summary>
    public async ValueTask<Given> GiveAsync(Inspected inspected, Obligations duties)
    {
        if (inspected.Result.Kept is { } kept)
        {
            return Kept(inspected, kept);
        }

        var labels = inspected.Labels;
        var duty = duties.For(labels);
        if (duty == Obligation.Off)
        {
            return new Given(inspected, Obligation.Off, inspected.Result);
        }

        var kinds = ResultKinds.Of(labels).Where(kind => duties[kind] > Obligation.Off).Distinct(StringComparer.Ordinal).ToList();
        switch (duty)
        {
            case Obligation.Block:
                return Blocked(inspected, kinds, Reasons.ResultBlocked, $"the call ran, and its result is blocked because of what was found in it ({Words(inspected, duties, Obligation.Block)}); do not repeat the call");
            case Obligation.Quarantine:
                return services.Quarantine is { } quarantine && await quarantine.HoldAsync(inspected, services.OnFault).ConfigureAwait(false) is { } held
                    ? new Given(inspected, Obligation.Quarantine, null)
                    {
                        Reason = Reasons.ResultQuarantined,
                        Message = $"the call ran, and its result is kept as {held.Id} until a person has looked at it, because of what was found in it ({Words(inspected, duties, Obligation.Quarantine)}); once it is released, repeat the same call: you get the result and nothing runs again",
                        Kinds = kinds,
                        Held = held,
                    }
                    : Blocked(inspected, kinds, Reasons.ResultBlocked, $"the call ran, and its result is blocked because of what was found in it ({Words(inspected, duties, Obligation.Quarantine)}): it could not be kept for a person to look at; do not repeat the call blindly");
            default:
                return Shown(inspected, duties, duty, kinds);
        }
    }

    /// <summary>What passes of a message that answers no call: as it is, masked, or nothing. Nobody can repeat it, so nothing of it is kept.</summary>
    public ReadOnlyMemory<byte>? Pass(ReadOnlyMemory<byte> json, IReadOnlyList<Finding> findings, Obligations duties) => duties.For(Scanner.LabelsOf(findings)) switch
    {
        Obligation.Off or Obligation.Warn => json,
        Obligation.Redact => _mask.Mask(json, findings, label => duties.For(label) >= Obligation.Redact, null),
        _ => null,
    };

    private Given Shown(Inspected inspected, Obligations duties, Obligation duty, IReadOnlyList<string> kinds)
    {
        var (result, call) = (inspected.Result, inspected.Permit.Call);
        var note = ResultNote.Of(inspected.Findings, duties);
        var json = result.Json;
        if (duty == Obligation.Redact)
        {
            if (_mask.Mask(json, inspected.Findings, label => duties.For(label) >= Obligation.Redact, SchemaOf(call)) is not { } masked)
            {
                return Blocked(inspected, kinds, Reasons.ResultUnmaskable, $"the call ran, and its result is withheld: what was found in it ({Words(inspected, duties, Obligation.Redact)}) cannot be masked without breaking it; do not repeat the call blindly");
            }

            json = masked;
        }

        return new Given(inspected, duty, result with { Json = note.Write(json, call, result.IsProtocolError) }) { Kinds = kinds, Masked = note.Masked };
    }

    private static Given Kept(Inspected inspected, HeldResult kept) => kept.Status switch
    {
        HeldStatus.Released => new Given(inspected, Obligation.Off, inspected.Result) { Held = kept },
        HeldStatus.Held => new Given(inspected, Obligation.Quarantine, null)
        {
            Reason = Reasons.ResultQuarantined,
            Message = $"this call ran before (call {kept.CallId}) and did not run again; its result is kept as {kept.Id} until a person releases it: repeat the same call then",
            Held = kept,
        },
        _ => new Given(inspected, Obligation.Quarantine, null)
        {
            Reason = Reasons.ResultQuarantined,
            Message = $"this call ran before (call {kept.CallId}) and did not run again; its result {kept.Id} was fetched by another call at the same moment",
            Held = kept,
        },
    };

    private static Given Blocked(Inspected inspected, IReadOnlyList<string> kinds, string reason, string message) =>
        new(inspected, Obligation.Block, null) { Reason = reason, Message = message, Kinds = kinds };

    private static string Words(Inspected inspected, Obligations duties, Obligation least) => string.Join(
        ", ", inspected.Findings.Where(f => duties.For(f.Label) >= least).Select(static f => f.Detector).Distinct(StringComparer.Ordinal).Take(8));

    private OutputSchema? SchemaOf(ToolCall call) =>
        call.Definition is { OutputSchema.IsEmpty: false } definition ? _schemas.GetValue(definition, static d => new Schema(OutputSchema.Read(d.OutputSchema))).Value : null;

    private sealed record Schema(OutputSchema? Value);
}
