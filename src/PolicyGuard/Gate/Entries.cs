using System.Security.Cryptography;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Gate.Results;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>Spells what the gate did as ledger entries. Arguments appear with their findings masked, beside a digest of the original.</summary>
internal sealed class Entries(GateOptions options)
{
    /// <summary>The entry of a decision: opened, refused or advised. The arguments are left out where the entry would grow too long with them.</summary>
    public LedgerRecord Decided(Decision decision, EntryKind kind, DateTimeOffset at, Durability durability, ReadOnlyMemory<byte> kept)
    {
        var call = decision.Call;
        var json = Write(decision, kind, at, durability, kept.Length > 0, Copy(decision));
        if (json.Length > Ledger.Ledger.MostBytes)
        {
            json = Write(decision, kind, at, durability, kept.Length > 0, null);
        }

        return Record(json, call, kind, at, decision.Effect.Name(), decision.Reason) with { Sealed = kept };
    }

    private static ReadOnlyMemory<byte> Write(Decision decision, EntryKind kind, DateTimeOffset at, Durability durability, bool kept, byte[]? arguments)
    {
        var call = decision.Call;
        var w = new CanonicalJsonWriter().BeginObject().Name("action_type").String(Type(call));
        w.Name("agent").BeginObject().Name("id").String(Agent(call)).Name("proof").String(call.Agent.Proven ? "proven" : "claimed");
        w.Optional("trust", decision.Trust?.Name()).EndObject();
        w.Optional("approval", decision.ApprovalId);
        if (arguments is not null)
        {
            w.Name("arguments").Raw(arguments);
        }

        w.Name("arguments_bytes").Number(call.Arguments.Utf8.Length).Name("arguments_sha256").String(call.Arguments.Sha256);
        w.Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id).Name("call_kind").String(call.Kind.ToString().ToLowerInvariant());
        w.Name("caller").BeginObject().Name("id").String(Caller(call.Caller)).Name("proof").String(call.Caller.Proof.ToString().ToLowerInvariant()).EndObject();
        EntryParts.Context(w, call.Context);
        w.Optional("continues", call.Continues);
        w.Name("decision").BeginObject();
        w.Name("effect").String(decision.Effect.Name()).Name("message").String(EntryParts.Safe(decision.Message, EntryParts.Message));
        w.Name("policy_set").String(decision.PolicySet).Name("reason").String(decision.Reason);
        EntryParts.Rules(w, decision.Rules);
        w.EndObject();
        w.Optional("definition", call.Definition?.Hash);
        w.Name("durability").String(Spell(durability));
        EntryParts.Findings(w, decision.Findings);
        w.Name("flow").String(Flow(call));
        IntentPart.Write(w, decision.Intent);
        JudgePart.Write(w, decision.Judge);
        w.Name("kind").String(kind.Name());
        EntryParts.Labels(w, decision.Labels);
        w.Optional("method", call.Method is { } method ? EntryParts.Safe(method, EntryParts.Word) : null);
        w.Optional("note", call.Note is { } note ? EntryParts.Safe(note, EntryParts.Message) : null);
        if (call.Target.IsOpaque)
        {
            w.Name("opaque_target").Boolean(true);
        }

        EntryParts.Provenance(w, decision.Flow);
        w.Optional("replay_of", call.ReplayOf);
        if (kept)
        {
            w.Name("sealed").Boolean(true);
        }

        if (call.Sent is { } sent)
        {
            w.Name("sent_bytes").Number(sent.Utf8.Length).Name("sent_sha256").String(Digest(sent.Utf8));
        }

        w.Name("target").String(Target(call));
        w.Optional("upstream", Upstream(call));
        return w.Name("v").Number(1).EndObject().Written;
    }

    /// <summary>What is to be sealed beside the entry of a decision, or null where the arguments were not looked at or are too large to be kept.</summary>
    public byte[]? Keep(Decision decision)
    {
        var call = decision.Call;
        return options.KeepArguments && decision.Screened && call.Arguments.Utf8.Length <= options.MaxLoggedArguments
            ? new KeptCall(Target(call) == call.Target.Shown ? null : call.Target.Shown, call.Arguments.Utf8).ToBytes()
            : null;
    }

    /// <summary>The entry of an outcome.</summary>
    public static LedgerRecord Closed(Opened opened, string reason, ExecutionEnvelope envelope, LabelSet labels, IReadOnlyList<Finding> findings, TimeSpan took, DateTimeOffset at, ReadOnlyMemory<byte> kept = default, Given? given = null)
    {
        var call = opened.Decision.Call;
        var w = new CanonicalJsonWriter().BeginObject().Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id).Name("durability").String("normal");
        w.Name("envelope");
        envelope.Write(w);
        EntryParts.Findings(w, findings);
        w.Name("kind").String(EntryKind.Closed.Name());
        EntryParts.Labels(w, labels);
        w.Name("opened").Number(opened.Index);
        w.Name("reason").String(reason);
        if (given is { IsRemarkable: true })
        {
            GivenPart.Write(w, given);
        }

        if (kept.Length > 0)
        {
            w.Name("sealed").Boolean(true);
        }

        w.Name("status").String(envelope.Status);
        w.Name("took_us").Number((long)took.TotalMicroseconds).Name("v").Number(1).EndObject();
        return Record(w.Written, call, EntryKind.Closed, at, opened.Decision.Effect.Name(), reason) with { Sealed = kept };
    }

    /// <summary>The entry of a result that was seen from outside.</summary>
    public static LedgerRecord Observed(ToolCall call, ReadOnlyMemory<byte> result, Observation observation, DateTimeOffset at, Durability durability)
    {
        var findings = observation.Findings;
        var labels = Scanner.LabelsOf(findings);
        var w = new CanonicalJsonWriter().BeginObject().Name("action_type").String(Type(call));
        w.Name("agent").String(Agent(call)).Name("at").String(Ledger.Ledger.Time(at)).Name("call_id").String(call.Id);
        w.Name("durability").String(Spell(durability));
        EntryParts.Findings(w, findings);
        w.Name("flow").String(Flow(call)).Name("kind").String(EntryKind.Observed.Name());
        EntryParts.Labels(w, labels);
        w.Name("output").String(Digest(result)).Name("output_bytes").Number(result.Length);
        w.Optional("result", observation.Obligation == Obligation.Off ? null : observation.Json is null ? "withheld" : observation.Obligation.Name());
        w.Name("target").String(Target(call)).Name("v").Number(1).EndObject();
        return Record(w.Written, call, EntryKind.Observed, at, null, Reasons.Observed);
    }

    /// <summary>The entry of a list that was answered.</summary>
    public static LedgerRecord Listed(ToolCall call, int shown, IReadOnlyList<string> hidden, string policySet, DateTimeOffset at, Durability durability)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("action_type").String(Type(call)).Name("agent").String(Agent(call)).Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id).Name("caller").String(Caller(call.Caller)).Name("durability").String(Spell(durability)).Name("flow").String(Flow(call));
        EntryParts.Hidden(w, hidden);
        w.Name("hidden_count").Number(hidden.Count).Name("kind").String(EntryKind.Listed.Name());
        w.Name("policy_set").String(policySet).Name("shown_count").Number(shown).Name("target").String(Target(call));
        w.Optional("upstream", Upstream(call)).Name("v").Number(1).EndObject();
        return Record(w.Written, call, EntryKind.Listed, at, null, Reasons.Listed);
    }

    /// <summary>The entry of something that was refused before it was a call.</summary>
    public static LedgerRecord Malformed(string reason, string message, string where, Caller caller, DateTimeOffset at, Durability durability)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("at").String(Ledger.Ledger.Time(at)).Name("caller").String(Caller(caller));
        w.Name("durability").String(Spell(durability));
        w.Name("kind").String(EntryKind.Malformed.Name()).Name("message").String(EntryParts.Safe(message, EntryParts.Message)).Name("reason").String(reason);
        w.Name("v").Number(1).Name("where").String(EntryParts.Safe(where, EntryParts.Word)).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Malformed, null, null, null, null, Effect.Deny.Name(), reason);
    }

    /// <summary>The entry of an administrative act or a change of the program's own state.</summary>
    public static LedgerRecord Event(string reason, string message, string actor, DateTimeOffset at, Durability durability)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("actor").String(EntryParts.Safe(actor, EntryParts.Word)).Name("at").String(Ledger.Ledger.Time(at));
        w.Name("durability").String(Spell(durability));
        w.Name("kind").String(EntryKind.Event.Name()).Name("message").String(EntryParts.Safe(message, EntryParts.LongMessage)).Name("reason").String(reason).Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Event, null, null, null, null, null, reason);
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Digest(ReadOnlyMemory<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes.Span, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static LedgerRecord Record(ReadOnlyMemory<byte> json, ToolCall call, EntryKind kind, DateTimeOffset at, string? effect, string reason) =>
        new(json, at, kind, call.Id, Agent(call), Target(call), Type(call), effect, reason);

    // An action's type may be any word of the asker's.
    private static string Type(ToolCall call) => call.Kind == CallKind.Action ? EntryParts.Safe(call.ActionType, EntryParts.Word) : call.ActionType;

    /// <summary>The agent's id as entries show it.</summary>
    public static string Agent(ToolCall call) => EntryParts.Safe(call.Agent.Id, EntryParts.Word);

    private static string Caller(Caller caller) => EntryParts.Safe(caller.Id, EntryParts.Word);

    private static string Flow(ToolCall call) => EntryParts.Safe(call.Flow.ToString(), EntryParts.Word);

    /// <summary>The target as entries show it.</summary>
    public static string Target(ToolCall call) => EntryParts.Safe(call.Target.Shown, EntryParts.Target);

    /// <summary>The upstream as entries show it; null where there is none.</summary>
    public static string? Upstream(ToolCall call) => call.Upstream is { } upstream ? EntryParts.Safe(upstream, EntryParts.Word) : null;

    // The arguments with their findings masked, or null where they were not looked at or are too large.
    private byte[]? Copy(Decision decision)
    {
        var arguments = decision.Call.Arguments;
        return !decision.Screened || arguments.Utf8.Length > options.MaxLoggedArguments ? null
            : arguments.IsEmpty ? "{}"u8.ToArray()
            : CanonicalJson.SerializeExact(Redactor.Redact(arguments.Root, decision.Findings));
    }

    /// <summary>The word by which an entry says it.</summary>
    public static string Spell(Durability durability) => durability == Durability.Full ? "full" : "normal";
}
