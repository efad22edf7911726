using PolicyGuard.Calls;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Rules;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gate;

/// <summary>What is to happen with one call, and why. Made by the gate only.</summary>
public sealed class Decision
{
    // Fields where a later step says otherwise; all else is kept as it is, also what is added to this class some day.
    private Effect _effect;
    private string _reason = "";
    private string _message = "";
    private IntentFacts? _intent;
    private JudgeFacts? _judge;

    internal Decision(ToolCall call) => Call = call;

    /// <summary>The call.</summary>
    public ToolCall Call { get; }

    /// <summary>The strictest effect of all who had a say.</summary>
    public required Effect Effect
    {
        get => _effect;
        init => _effect = value;
    }

    /// <summary>The reason id, from the closed list in <c>docs/reasons.md</c>.</summary>
    public required string Reason
    {
        get => _reason;
        init => _reason = value;
    }

    /// <summary>Why, for a person; names the rule where one decided.</summary>
    public required string Message
    {
        get => _message;
        init => _message = value;
    }

    /// <summary>The rules that matched, the strictest first; they had a say also where something stricter decided.</summary>
    public IReadOnlyList<RuleMatch> Rules { get; init; } = [];

    /// <summary>The rule that decided, or null where something else did: a default, an agent's list, a fault.</summary>
    public RuleMatch? DecidingRule =>
        Rules.Count > 0
        && (Reason == Reasons.Rule || (Rules[0].Effect == Effect && Reason is (Reasons.ApprovalRequired or Reasons.ApprovalDenied or Reasons.ApprovalTooMany or Reasons.SandboxUnavailable)))
            ? Rules[0] : null;

    /// <summary>Concerns that did not stop the call.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The hash of the one policy set that was asked.</summary>
    public required string PolicySet { get; init; }

    /// <summary>The agent's trust as it was used, after caps; null where the agent could not be looked up.</summary>
    public TrustLevel? Trust { get; init; }

    /// <summary>The labels of the arguments.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>What the detectors found in the arguments.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the arguments were looked at. Where they were not, no copy of them is logged: it could hold a secret.</summary>
    public bool Screened { get; init; }

    /// <summary>What intent had to do with it; null where no intent is declared, or it was not asked.</summary>
    public IntentFacts? Intent
    {
        get => _intent;
        init => _intent = value;
    }

    /// <summary>Where the arguments came from, as far as the flow knows.</summary>
    public FlowVerdict Flow { get; init; } = FlowVerdict.Silent;

    /// <summary>What a judge had to do with it; null where none was asked.</summary>
    public JudgeFacts? Judge
    {
        get => _judge;
        init => _judge = value;
    }

    /// <summary>The approval that was asked for or used, or null.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Whether a human approved exactly this call.</summary>
    public bool Approved { get; init; }

    /// <summary>Whether a human was asked and has not answered.</summary>
    public bool WaitsForHuman { get; init; }

    /// <summary>Whether this call is the one that asked the human.</summary>
    internal bool AskedAnew { get; init; }

    /// <summary>Whether a permit may be issued.</summary>
    public bool Allows => Effect.RunsDirectly() || (Effect == Effect.RequireApproval && Approved);

    /// <summary>The same decision with what intent came to, and refused where it says so.</summary>
    internal Decision With(IntentFacts intent, Effect? effect = null, string? reason = null, string? message = null)
    {
        var copy = (Decision)MemberwiseClone();
        (copy._intent, copy._effect, copy._reason, copy._message) = (intent, effect ?? Effect, reason ?? Reason, message ?? Message);
        return copy;
    }

    /// <summary>The same decision with what a judge answered, and stricter where it says so; with null, as if none had been asked.</summary>
    internal Decision With(JudgeFacts? judge, Effect? effect = null, string? reason = null, string? message = null)
    {
        var copy = (Decision)MemberwiseClone();
        (copy._judge, copy._effect, copy._reason, copy._message) = (judge, effect ?? Effect, reason ?? Reason, message ?? Message);
        return copy;
    }
}

/// <summary>A decision that is durable in the ledger. Only the ledger step makes one.</summary>
public sealed class Opened
{
    internal Opened(Decision decision, long index, ReadOnlyMemory<byte> leaf = default)
    {
        Decision = decision;
        Index = index;
        Leaf = leaf;
    }

    /// <summary>The decision.</summary>
    public Decision Decision { get; }

    /// <summary>The entry's index in the ledger.</summary>
    public long Index { get; }

    /// <summary>The entry's leaf hash (RFC 6962 §2.1), 32 bytes; empty where nothing was written, or nothing will run.</summary>
    public ReadOnlyMemory<byte> Leaf { get; }
}
