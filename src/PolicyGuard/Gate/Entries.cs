using System.Security.Cryptography;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>Spells what the gate did as ledger entries. Arguments appear with their findings masked, beside a digest of the original.</summary>
internal sealed class Entries(GateOptions options)
{
    /// <summary>The entry of a decision: opened, refused or advised.</summary>
    public LedgerRecord Decided(Decision decision, EntryKind kind, DateTimeOffset at, Durability durability)
    {
        // What is published in bundles has a longest length, and no agent may make an entry that cannot be published.
        var record = Decided(decision, kind, at, durability, bare: false);
        return record.Json.Length <= EntryBundle.MaxEntry ? record : Decided(decision, kind, at, durability, bare: true);
    }

    // A bare entry has digests where arguments stand, and no pointers, which consist of the arguments' own names.
    private LedgerRecord Decided(Decision decision, EntryKind kind, DateTimeOffset at, Durability durability, bool bare)
    {
        var call = decision.Call;
        var w = new CanonicalJsonWriter().BeginObject().Name("action_type").String(Type(call));
        w.Name("agent").BeginObject().Name("id").String(Masked.Text(call.Agent.Id)).Name("proof").String(call.Agent.Proven ? "proven" : "claimed");
        w.Optional("trust", decision.Trust?.Name()).EndObject();
        w.Optional("approval", decision.ApprovalId);
        Arguments(w, decision, bare);
        w.Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id);
        w.Name("caller").BeginObject().Name("id").String(call.Caller.Id).Name("proof").String(call.Caller.Proof.ToString().ToLowerInvariant()).EndObject();
        w.Optional("continues", call.Continues);
        w.Name("decision").BeginObject();
        w.Name("effect").String(decision.Effect.Name()).Name("message").String(Masked.Text(decision.Message));
        w.Name("policy_set").String(decision.PolicySet).Name("reason").String(decision.Reason);
        w.Name("rules").BeginArray();
        foreach (var match in decision.Rules)
        {
            w.BeginObject().Name("effect").String(match.Effect.Name());
            w.Optional("error", match.Error);
            w.Name("policy").String(match.Policy).Name("rule").String(match.Rule).EndObject();
        }

        w.EndArray().EndObject();
        w.Optional("definition", call.Definition?.Hash);
        w.Name("durability").String(Spell(durability));
        Findings(w, decision.Findings, bare);
        w.Name("flow").String(call.Flow.ToString());
        w.Name("kind").String(kind.Name());
        Labels(w, decision.Labels);
        w.Optional("method", call.Method);
        w.Optional("note", call.Note is { } note ? Masked.Text(note) : null);
        if (call.Sent is { } sent)
        {
            w.Name("sent_bytes").Number(sent.Utf8.Length).Name("sent_sha256").String(Digest(sent.Utf8));
        }

        w.Name("target").String(Masked.Text(call.Target.Shown));
        w.Optional("upstream", call.Upstream);
        w.Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, kind, call.Id, Masked.Text(call.Agent.Id), Masked.Text(call.Target.Shown), Type(call), decision.Effect.Name(), decision.Reason);
    }

    /// <summary>The entry of an outcome.</summary>
    public static LedgerRecord Closed(Opened opened, string reason, ExecutionEnvelope envelope, LabelSet labels, IReadOnlyList<Finding> findings, TimeSpan took, DateTimeOffset at)
    {
        var call = opened.Decision.Call;
        var w = new CanonicalJsonWriter().BeginObject().Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id).Name("durability").String("normal");
        w.Name("envelope");
        envelope.Write(w);
        Findings(w, findings);
        w.Name("kind").String(EntryKind.Closed.Name());
        Labels(w, labels);
        w.Name("opened").Number(opened.Index);
        w.Name("reason").String(reason).Name("status").String(envelope.Status);
        w.Name("took_us").Number((long)took.TotalMicroseconds).Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Closed, call.Id, Masked.Text(call.Agent.Id), Masked.Text(call.Target.Shown), Type(call), opened.Decision.Effect.Name(), reason);
    }

    /// <summary>The entry of a result that was seen from outside.</summary>
    public static LedgerRecord Observed(ToolCall call, ReadOnlyMemory<byte> result, IReadOnlyList<Finding> findings, DateTimeOffset at)
    {
        var labels = Scanner.LabelsOf(findings);
        var w = new CanonicalJsonWriter().BeginObject().Name("action_type").String(Type(call));
        w.Name("agent").String(Masked.Text(call.Agent.Id)).Name("at").String(Ledger.Ledger.Time(at)).Name("call_id").String(call.Id);
        Findings(w, findings);
        w.Name("flow").String(call.Flow.ToString()).Name("kind").String(EntryKind.Observed.Name());
        Labels(w, labels);
        w.Name("output").String(Digest(result)).Name("output_bytes").Number(result.Length);
        w.Name("target").String(Masked.Text(call.Target.Shown)).Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Observed, call.Id, Masked.Text(call.Agent.Id), Masked.Text(call.Target.Shown), Type(call), null, Reasons.Observed);
    }

    /// <summary>The entry of a list that was answered.</summary>
    public static LedgerRecord Listed(ToolCall call, int shown, IReadOnlyList<string> hidden, string policySet, DateTimeOffset at)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("agent").String(Masked.Text(call.Agent.Id)).Name("at").String(Ledger.Ledger.Time(at));
        w.Name("call_id").String(call.Id).Name("caller").String(call.Caller.Id).Name("flow").String(call.Flow.ToString());
        w.Name("hidden").BeginArray();
        foreach (var name in hidden.Take(256))
        {
            w.String(Masked.Text(name));
        }

        w.EndArray().Name("hidden_count").Number(hidden.Count).Name("kind").String(EntryKind.Listed.Name());
        w.Name("policy_set").String(policySet).Name("shown_count").Number(shown).Name("target").String(Masked.Text(call.Target.Shown));
        w.Optional("upstream", call.Upstream).Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Listed, call.Id, Masked.Text(call.Agent.Id), Masked.Text(call.Target.Shown), Type(call), null, Reasons.Listed);
    }

    /// <summary>The entry of something that was refused before it was a call.</summary>
    public static LedgerRecord Malformed(string reason, string message, string where, Caller caller, DateTimeOffset at)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("at").String(Ledger.Ledger.Time(at)).Name("caller").String(caller.Id);
        w.Name("kind").String(EntryKind.Malformed.Name()).Name("message").String(Masked.Text(message)).Name("reason").String(reason);
        w.Name("v").Number(1).Name("where").String(where).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Malformed, null, null, null, null, Effect.Deny.Name(), reason);
    }

    /// <summary>The entry of an administrative act or a change of the program's own state.</summary>
    public static LedgerRecord Event(string reason, string message, string actor, DateTimeOffset at)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("actor").String(Masked.Text(actor)).Name("at").String(Ledger.Ledger.Time(at));
        w.Name("kind").String(EntryKind.Event.Name()).Name("message").String(Masked.Text(message)).Name("reason").String(reason).Name("v").Number(1).EndObject();
        return new LedgerRecord(w.Written, at, EntryKind.Event, null, null, null, null, null, reason);
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Digest(ReadOnlyMemory<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes.Span, hash);
        return Convert.ToHexStringLower(hash);
    }

    // An action's type may be any word of the asker's.
    private static string Type(ToolCall call) => call.Kind == CallKind.Action ? Masked.Text(call.ActionType) : call.ActionType;

    private void Arguments(CanonicalJsonWriter w, Decision decision, bool bare)
    {
        var arguments = decision.Call.Arguments;
        if (!bare && decision.Screened && arguments.Utf8.Length <= options.MaxLoggedArguments)
        {
            w.Name("arguments").Raw(arguments.IsEmpty ? "{}"u8 : CanonicalJson.SerializeExact(Redactor.Redact(arguments.Root, decision.Findings)));
        }

        w.Name("arguments_bytes").Number(arguments.Utf8.Length).Name("arguments_sha256").String(arguments.Sha256);
    }

    private static void Findings(CanonicalJsonWriter w, IReadOnlyList<Finding> findings, bool bare = false)
    {
        if (findings.Count == 0)
        {
            return;
        }

        // A secret may stand in a member's name, and then in every pointer that leads through it.
        var names = findings.Where(f => f.Pointer.EndsWith("#key", StringComparison.Ordinal)).Select(f => f.Pointer[..^4]).ToList();
        w.Name("findings").BeginArray();
        foreach (var f in findings)
        {
            var pointer = f.Pointer;
            foreach (var name in names.Where(n => pointer.StartsWith(n, StringComparison.Ordinal)))
            {
                pointer = $"{name[..name.LastIndexOf('/')]}/[masked name]{f.Pointer[name.Length..]}";
            }

            w.BeginObject().Name("detector").String(f.Detector).Name("label").String(f.Label.ToString()).Name("length").Number(f.Length);
            w.Optional("pointer", bare ? null : pointer);
            w.Name("start").Number(f.Start).EndObject();
        }

        w.EndArray();
    }

    private static void Labels(CanonicalJsonWriter w, LabelSet labels)
    {
        if (labels.IsEmpty)
        {
            return;
        }

        w.Name("labels").BeginArray();
        foreach (var name in labels.Names())
        {
            w.String(name);
        }

        w.EndArray();
    }

    private static string Spell(Durability durability) => durability == Durability.Full ? "full" : "normal";
}
