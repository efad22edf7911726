using PolicyGuard.Calls;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Gate.Results;
using PolicyGuard.Ledger;

namespace PolicyGuard.Gate;

/// <summary>
/// The one path. Every way in comes through here:
/// <code>
///  bytes → CallReader → ToolCall
///     1  Admission.AdmitAsync      known agent, its lists, known tool, own files    → Admitted
///     2  Screen.Label              detectors, and what flows in from results        → Screened
///     3  Verdicts.Decide           rules ⊔ intent ⊔ flow ⊔ admission; the strictest → Decision
///     4  Escalation.ResolveAsync   judge, approval, sandbox; doubt refuses          → Decision
///     5  ledger                    the decision is durable before anything runs     → Opened
///     6  refused?                  → Reply
///     7  Permit.Issue              the only issuer                                  → Permit
///     8  executor.RunAsync         upstream | function | agent                      → ToolResult
///     9  Screen.Inspect            detectors over the whole result; remembered      → Inspected
///        Giving.GiveAsync          obligations: mask, warn, keep back, block        → Given
///    10  Sealer.Seal               digests of what went in and came out             → Envelope
///    11  ledger                    the outcome, written with the next entry
///    12  Reply
/// </code>
/// Each type is made by one step and demanded by the next, so a skipped step does not compile. Failure has one answer: anything unexpected
/// in 1–5 refuses; a failing upstream is passed on; in 9–11 the result is withheld and the caller is told that the call ran.
/// </summary>
public sealed class Gate
{
    // Each time costs an answer of the judge.
    private const int MostOvertaken = 16;

    private readonly GateServices _services;
    private readonly Admission _admission;
    private readonly Screen _screen;
    private readonly Escalation _escalation;
    private readonly Bookkeeping _books;
    private readonly IntentStep _intent;
    private readonly Giving _giving;

    /// <summary>Builds the gate.</summary>
    public Gate(GateServices services, GateOptions options)
    {
        _services = services;
        _screen = new Screen(services.Scanner, services.Flows);
        _admission = new Admission(services, options);
        _escalation = new Escalation(services.Approvals, new JudgeStep(services), options, services.Clock);
        _books = new Bookkeeping(services, options);
        _intent = new IntentStep(services);
        _giving = new Giving(services, options, services.Scanner);
    }

    /// <summary>Why no call can run at present, or null; for health.</summary>
    public string? Fault => _services.Ledger.Fault;

    /// <summary>Decides a call and, where it is allowed, runs it. Never throws for what a call, a rule, a store or an upstream does.</summary>
    /// <exception cref="OperationCanceledException">The caller went away; the ledger says so.</exception>
    public ValueTask<Reply> InvokeAsync(ToolCall call, IExecutor executor, CancellationToken ct) => InvokeAsync(call, executor, null, ct);

    /// <summary>As above; where a human has to approve the call, it waits for the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="executor">Carries it out.</param>
    /// <param name="wait">Keeps the caller patient; null does not wait.</param>
    /// <param name="ct">Cancelled when the caller leaves.</param>
    /// <exception cref="OperationCanceledException">The caller went away; the ledger says so.</exception>
    public async ValueTask<Reply> InvokeAsync(ToolCall call, IExecutor executor, IApprovalWait? wait, CancellationToken ct)
    {
        var decision = await DecideAsync(call, ApprovalUse.Any, wait, ct).ConfigureAwait(false);            // 1–4
        decision = await MoveAsync(decision, ct).ConfigureAwait(false);                                      // 4, where all let it through
        var opened = await _books.OpenAsync(decision).ConfigureAwait(false);                                 // 5
        if (opened.Decision is { Allows: false } refused)
        {
            await _intent.TakeBackAsync(decision).ConfigureAwait(false);
            return Reply.Refused(refused);                                                                   // 6
        }

        var permit = Permit.Issue(opened);                                                                   // 7
        var duties = _giving.DutiesOf(opened.Decision);
        var run = Execution.Begin(_services);
        ToolResult result;
        try
        {
            executor = await KeptResult.OrAsync(executor, permit, _services, duties, ct).ConfigureAwait(false);
            result = await executor.RunAsync(permit, ct).ConfigureAwait(false);                              // 8
            run.End();
        }
        catch (Exception failure)
        {
            return await _books.FailAsync(opened, failure, run, ct).ConfigureAwait(false);
        }

        try
        {
            var inspected = _screen.Inspect(permit, result);                                                 // 9
            var given = await _giving.GiveAsync(inspected, duties).ConfigureAwait(false);
            await KeepAsync(permit.Call, _screen.Remember(inspected, isGiven: given.Result is not null)).ConfigureAwait(false);
            var envelope = Sealer.Seal(given, run);                                                          // 10
            await _books.CloseAsync(given, envelope, run).ConfigureAwait(false);                             // 11
            return given.Answer(opened.Decision);                                                            // 12
        }
        catch (Exception fault)
        {
            return await _books.WithholdAsync(opened, fault, run).ConfigureAwait(false);
        }
    }

    /// <summary>Says what would happen to a call, and writes that down. Runs nothing, waits for nobody, uses no approval up.</summary>
    public ValueTask<Decision> AdviseAsync(ToolCall call, CancellationToken ct) => AdviseAsync(call, null, ct);

    /// <summary>As above, for somebody who acts on the advice and names the approval that it waited for: a yes is used up by the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="approvalId">The approval that may be used, or null.</param>
    /// <param name="ct">Cancelled when the caller leaves.</param>
    public async ValueTask<Decision> AdviseAsync(ToolCall call, string? approvalId, CancellationToken ct)
    {
        var decision = await DecideAsync(call, ApprovalUse.Only(approvalId), null, ct).ConfigureAwait(false);
        return await _books.AdviseAsync(decision).ConfigureAwait(false);
    }

    /// <summary>Looks at a result that came from elsewhere, and writes down what was found in it.</summary>
    /// <param name="call">The call that brought it.</param>
    /// <param name="result">The raw JSON of the result.</param>
    /// <returns>What was found, what has to be done about it by rules and configuration, and what may be handed on.</returns>
    /// <exception cref="LedgerException">The observation could not be written; treat the result as withheld.</exception>
    public async ValueTask<Observation> ObserveAsync(ToolCall call, ReadOnlyMemory<byte> result)
    {
        var (findings, remembered) = _screen.Observe(call, result);
        await KeepAsync(call, remembered is null ? [] : [remembered]).ConfigureAwait(false);
        var duties = _giving.DutiesOf(call, _services.Rules.Current);
        var observation = new Observation(findings, duties.For(Taint.Scanner.LabelsOf(findings)), _giving.Pass(result, findings, duties));
        await _books.ObserveAsync(call, result, observation).ConfigureAwait(false);
        return observation;
    }

    /// <summary>Which entries of a list the caller may see: those that it could call with some arguments. Writes one entry.</summary>
    public ValueTask<ListVerdict> FilterAsync(ToolCall list, IReadOnlyList<ListItem> items, CancellationToken ct) =>
        ListFilter.FilterAsync(list, items, _services, _admission, _books, ct);

    /// <summary>
    /// Why a request that no rule is asked about may not pass, or null: its agent is suspended, or has no id that can be. Where it may not, one
    /// entry says so; where it may, none is written.
    /// </summary>
    public async ValueTask<Refusal?> StandingAsync(ToolCall request, CancellationToken ct)
    {
        Decision decision;
        try
        {
            if (await _admission.StandingAsync(request, ct).ConfigureAwait(false) is not { } objection)
            {
                return null;
            }

            decision = new Decision(request)
            {
                Effect = Effect.Deny,
                Reason = objection.Reason,
                Message = objection.Message,
                PolicySet = _services.Rules.Current.Hash,
            };
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            decision = _books.Fault(request, Reasons.FaultAdmit, fault);
        }

        var refused = (await _books.OpenAsync(decision).ConfigureAwait(false)).Decision;
        return new Refusal(refused.Reason, refused.Message);
    }

    /// <summary>Whether the detectors find anything in what passes by; where they do, <see cref="ObserveAsync"/> writes it down.</summary>
    public bool HasFindings(ReadOnlyMemory<byte> json) => _screen.Scan(json).Count > 0;

    /// <summary>Writes down a message that was refused before it was a call.</summary>
    /// <param name="reason">The reason id.</param>
    /// <param name="message">What was wrong with it.</param>
    /// <param name="where">Which way in, for example <c>http /mcp</c>.</param>
    /// <param name="caller">Who sent it.</param>
    /// <remarks>Never throws: the message is refused in any case; a fault goes to <see cref="GateServices.OnFault"/>.</remarks>
    public ValueTask RecordMalformedAsync(string reason, string message, string where, Caller caller) =>
        _books.RecordAsync(Entries.Malformed(reason, message, where, caller, _services.Clock.GetUtcNow(), _services.Ledger.Complete), _services.Ledger.Complete);

    /// <summary>Writes down an administrative act or a change of the program's own state. Never throws, as above.</summary>
    public ValueTask RecordEventAsync(string reason, string message, string actor) =>
        _books.RecordAsync(Entries.Event(reason, message, actor, _services.Clock.GetUtcNow(), _services.Ledger.Complete), _services.Ledger.Complete);

    // Before the answer: the next call may come through another process.
    private async ValueTask KeepAsync(ToolCall call, IReadOnlyList<Flows.FlowEvent> remembered)
    {
        if (_services.FlowArchive is { } archive)
        {
            foreach (var flowEvent in remembered)
            {
                await archive.KeepAsync(call.Flow, call.Caller, flowEvent).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<Decision> DecideAsync(ToolCall call, ApprovalUse use, IApprovalWait? wait, CancellationToken ct)
    {
        var step = Reasons.FaultAdmit;
        try
        {
            long? since = null;
            while (true)
            {
                step = Reasons.FaultAdmit;
                var admitted = await _admission.AdmitAsync(call, again: since is not null, ct).ConfigureAwait(false);  // 1
                step = Reasons.FaultScreen;
                if (_services.FlowArchive is { } archive)
                {
                    await archive.CatchUpAsync(call.Flow, call.Caller, ct).ConfigureAwait(false);
                }

                var screened = _screen.Label(admitted);                                                      // 2
                step = Reasons.FaultDecide;
                var intent = await _intent.JudgeAsync(call, ct).ConfigureAwait(false);
                var decision = Verdicts.Decide(screened, intent);                                            // 3
                step = Reasons.FaultEscalate;
                decision = await _escalation.ResolveAsync(decision, use, ct).ConfigureAwait(false);          // 4
                if (!decision.WaitsForHuman || wait is null)
                {
                    return decision;
                }

                // While a human thinks, rules change and agents are suspended: after the answer everything is looked at again.
                since ??= _services.Clock.GetTimestamp();
                if (decision.AskedAnew)
                {
                    await RecordEventAsync(Reasons.ApprovalAsked, $"call {call.Id} of agent {call.Agent.Id} waits for approval {decision.ApprovalId}: {decision.Message}", "policyguard").ConfigureAwait(false);
                }

                if (!await _escalation.WaitAsync(decision, wait, since.Value, ct).ConfigureAwait(false))
                {
                    return decision;
                }
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return _books.Fault(call, step, fault);
        }
    }

    private async ValueTask<Decision> MoveAsync(Decision decision, CancellationToken ct)
    {
        try
        {
            for (var tries = 0; tries < MostOvertaken; tries++)
            {
                var moved = await _intent.MoveAsync(decision).ConfigureAwait(false);
                if (decision.Judge is not { Reason: null } || moved is { Allows: false } or { Judge: not null })
                {
                    return moved;
                }

                decision = await _escalation.ResolveAsync(moved, ApprovalUse.Any, ct).ConfigureAwait(false);
            }

            return decision.With(decision.Judge, Effect.Deny, Reasons.JudgeFailed, Wording.Overtaken(decision.Call));
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return _books.Fault(decision.Call, Reasons.FaultDecide, fault);
        }
    }
}
