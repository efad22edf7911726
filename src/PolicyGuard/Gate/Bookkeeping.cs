using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Gate.Results;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>Steps 5 and 11, and what is written when another step fails.</summary>
internal sealed class Bookkeeping(GateServices services, GateOptions options)
{
    private readonly Entries _entries = new(options);
    private readonly Ledger.Ledger _ledger = services.Ledger;
    private readonly Action<LedgerException> _lost = fault => services.OnFault($"ledger: the outcome of a call was not written: {fault.Message}");

    /// <summary>Makes a decision durable. Where that fails, the decision that comes back refuses.</summary>
    public async ValueTask<Opened> OpenAsync(Decision decision)
    {
        try
        {
            (decision, var kept) = Keep(decision);
            var kind = decision.Allows ? EntryKind.Opened : EntryKind.Refused;
            var durability = decision.Allows ? _ledger.BeforeCall(MayChange(decision.Call)) : _ledger.Complete;
            var entry = _entries.Decided(decision, kind, services.Clock.GetUtcNow(), durability, kept);
            var index = await _ledger.AppendAsync(entry, durability).ConfigureAwait(false);
            if (decision.Allows)
            {
                return new Opened(decision, index, TreeHash.Leaf(entry.Json.Span));
            }

            await OpenIncidentAsync(decision, tried: true).ConfigureAwait(false);
            return new Opened(decision, index);
        }
        catch (LedgerException fault)
        {
            return new Opened(Unwritten(decision, fault), -1);
        }
        catch (Exception fault)
        {
            return new Opened(Fault(decision.Call, Reasons.FaultOpen, fault), -1);
        }
    }

    /// <summary>Writes advice down.</summary>
    public async ValueTask<Decision> AdviseAsync(Decision decision)
    {
        try
        {
            (decision, var kept) = Keep(decision);
            await _ledger.AppendAsync(_entries.Decided(decision, EntryKind.Advised, services.Clock.GetUtcNow(), _ledger.Complete, kept), _ledger.Complete).ConfigureAwait(false);
            if (!decision.Allows)
            {
                await OpenIncidentAsync(decision, tried: false).ConfigureAwait(false);
            }

            return decision;
        }
        catch (LedgerException fault)
        {
            return Unwritten(decision, fault);
        }
        catch (Exception fault)
        {
            return Fault(decision.Call, Reasons.FaultOpen, fault);
        }
    }

    /// <summary>
    /// Hands the outcome of a call that answered to the ledger, which writes it with the next entry or within 5 ms: what must not be lost is
    /// in the opened entry.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be written; the result is withheld.</exception>
    public async ValueTask CloseAsync(Given given, ExecutionEnvelope envelope, Execution run)
    {
        var inspected = given.Inspected;
        var reason = given.Reason ?? (inspected.Result.IsError ? Reasons.CallToolError : Reasons.CallDone);
        var kept = Kept(inspected);
        var entry = Entries.Closed(inspected.Permit.Opened, reason, envelope, inspected.Labels, inspected.Findings, run.Elapsed, services.Clock.GetUtcNow(), kept, given);
        await _ledger.AppendSoonAsync(entry, _lost).ConfigureAwait(false);
    }

    /// <summary>Closes a call whose executor failed, and passes the failure on.</summary>
    public async ValueTask<Reply> FailAsync(Opened opened, Exception failure, Execution run, CancellationToken ct)
    {
        run.End();
        var (reason, message) = failure switch
        {
            UpstreamException upstream => (upstream.Reason, upstream.Message),
            OperationCanceledException when ct.IsCancellationRequested => (Reasons.CallCancelled, "the caller cancelled or went away"),
            _ => (Reasons.UpstreamFailed, "the upstream failed"),
        };
        if (failure is not (UpstreamException or OperationCanceledException))
        {
            services.OnFault($"{opened.Decision.Call.Id}: executor: {failure}");
        }

        await RecordAsync(Entries.Closed(opened, reason, Sealer.Of(opened, run, "failed"), LabelSet.None, [], run.Elapsed, services.Clock.GetUtcNow()), Durability.Normal).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        return new Reply(ReplyStatus.Failed, opened.Decision) { Reason = reason, Message = message };
    }

    /// <summary>Withholds the result of a call that ran but could not be inspected, sealed or closed.</summary>
    public async ValueTask<Reply> WithholdAsync(Opened opened, Exception fault, Execution run)
    {
        services.OnFault($"{opened.Decision.Call.Id}: the call ran, its result is withheld: {fault}");
        await RecordAsync(Entries.Closed(opened, Reasons.ResultWithheld, Sealer.Of(opened, run, "withheld"), LabelSet.None, [], run.Elapsed, services.Clock.GetUtcNow()), Durability.Normal).ConfigureAwait(false);
        return new Reply(ReplyStatus.Withheld, opened.Decision)
        {
            Reason = Reasons.ResultWithheld,
            Message = "the call ran, but its result could not be inspected and recorded, so it is withheld; do not repeat the call blindly",
        };
    }

    /// <summary>Writes a result down that was seen from outside.</summary>
    public async ValueTask ObserveAsync(ToolCall call, ReadOnlyMemory<byte> result, Observation observation) =>
        await _ledger.AppendAsync(Entries.Observed(call, result, observation, services.Clock.GetUtcNow(), _ledger.Complete), _ledger.Complete).ConfigureAwait(false);

    /// <summary>Writes a list down.</summary>
    public async ValueTask ListedAsync(ToolCall list, int shown, IReadOnlyList<string> hidden, string policySet) =>
        await _ledger.AppendAsync(Entries.Listed(list, shown, hidden, policySet, services.Clock.GetUtcNow(), _ledger.Complete), _ledger.Complete).ConfigureAwait(false);

    /// <summary>Appends an entry on which no answer depends; a failure is reported, not thrown.</summary>
    public async ValueTask RecordAsync(LedgerRecord entry, Durability durability)
    {
        try
        {
            await _ledger.AppendAsync(entry, durability).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            services.OnFault($"ledger: an entry ({entry.Kind.Name()}, {entry.Reason}) was not written: {fault.Message}");
        }
    }

    /// <summary>The decision for a call on which a step failed.</summary>
    public Decision Fault(ToolCall call, string step, Exception fault)
    {
        services.OnFault($"{call.Id}: {step}: {fault}");
        var reason = fault switch
        {
            RegistryException => Reasons.RegistryUnavailable,
            LedgerException => Reasons.LedgerUnavailable,
            _ => step,
        };
        return new Decision(call)
        {
            Effect = Effect.Deny,
            Reason = reason,
            Message = $"{Wording.Name(call)} — the gate could not decide ({reason}), so it refuses; the operator's log says more (call {call.Id})",
            PolicySet = services.Rules.Current.Hash,
        };
    }

    // What cannot be sealed is not kept in clear instead, and a call of which nothing is kept does not run.
    private (Decision, byte[] Kept) Keep(Decision decision)
    {
        try
        {
            return (decision, services.Vault is { } vault && _entries.Keep(decision) is { } plain ? vault.Seal(decision.Call.Id, plain) : []);
        }
        catch (Exception fault)
        {
            return (Fault(decision.Call, Reasons.FaultOpen, fault), []);
        }
    }

    private byte[] Kept(Inspected inspected)
    {
        var json = inspected.Result.Json;
        return services.Vault is { } vault && options.KeepResults && !json.IsEmpty && json.Length <= options.MaxKeptResult
            ? vault.Seal(inspected.Permit.Call.Id, SealedPart.Result, json.Span)
            : [];
    }

    private Decision Unwritten(Decision decision, LedgerException fault)
    {
        services.OnFault($"{decision.Call.Id}: ledger: {fault.Message}");
        return new Decision(decision.Call)
        {
            Effect = Effect.Deny,
            Reason = Reasons.LedgerUnavailable,
            Message = $"{Wording.Name(decision.Call)} — the audit log cannot be written, so nothing runs; tell the operator",
            PolicySet = decision.PolicySet,
            Trust = decision.Trust,
        };
    }

    // The refusal stands and is in the ledger whether or not its incident can be counted.
    private async ValueTask OpenIncidentAsync(Decision decision, bool tried)
    {
        try
        {
            var now = services.Clock.GetUtcNow();
            var call = decision.Call;
            var kind = IncidentKind.Of(decision);
            // Asking first is what agents should do, also about what is forbidden, and also in the name of others.
            var strike = tried && kind.ByAgent && kind.Severity >= IncidentSeverity.High && await IsAgentAsync(call).ConfigureAwait(false);
            var incident = await services.Incidents.RecordAsync(
                new Incident
                {
                    Id = Ids.NewHex("inc"),
                    Type = kind.Type,
                    Severity = kind.Severity,
                    Description = Masked.Text(decision.Message),
                    Agent = IncidentKind.IsNobodys(decision.Reason) ? null : call.Agent.Id,
                    Target = Masked.Text(call.Target.Shown),
                    Rule = decision.DecidingRule?.Rule ?? decision.Reason,
                    CallId = call.Id,
                    FirstAt = now,
                    LastAt = now,
                },
                options.IncidentWindow,
                strike).ConfigureAwait(false);
            if (strike)
            {
                await services.OnStrike(incident).ConfigureAwait(false);
            }
        }
        catch (RegistryException fault)
        {
            services.OnFault($"{decision.Call.Id}: the incident was not recorded: {fault.Message}");
        }
    }

    // Where anybody could have proved an id, one that was only claimed may be somebody else's: nobody gets another suspended by borrowing it.
    private async ValueTask<bool> IsAgentAsync(ToolCall call) =>
        call.Agent.Proven || (options.MaxClaimedTrust is null && !await services.Keys.AnyAsync(CancellationToken.None).ConfigureAwait(false));

    // A hint of the upstream's: it only chooses how the log is synced, never whether the call runs.
    private static bool MayChange(ToolCall call) => call.Kind == CallKind.Tool
        ? call.Definition?.ReadOnly != true
        : call.Kind is CallKind.Method or CallKind.Action or CallKind.Sampling or CallKind.Elicitation;
}
