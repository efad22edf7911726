using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance.Replay;

/// <summary>What the log says of one decision: who asked for what, in which state, and what came of it. Absent members are null or empty.</summary>
public sealed record RecordedDecision
{
    /// <summary>The entry's index.</summary>
    public required long Index { get; init; }

    /// <summary><see cref="EntryKind.Opened"/>, <see cref="EntryKind.Refused"/> or <see cref="EntryKind.Advised"/>.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The call's id.</summary>
    public required string CallId { get; init; }

    /// <summary>When, as the log spells it.</summary>
    public required string At { get; init; }

    /// <summary>The agent, masked where its id holds a finding.</summary>
    public required string Agent { get; init; }

    /// <summary>Whether the agent's id was proved.</summary>
    public bool Proven { get; init; }

    /// <summary>The trust that was used; null where the gate could not decide.</summary>
    public TrustLevel? Trust { get; init; }

    /// <summary>What was asked for; null in entries of versions that did not say, and then told by the action type.</summary>
    public required CallKind CallKind { get; init; }

    /// <summary>The word that rules compared.</summary>
    public required string ActionType { get; init; }

    /// <summary>The target, masked where it holds a finding.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the target is a URI or the like.</summary>
    public bool OpaqueTarget { get; init; }

    /// <summary>The upstream, or null.</summary>
    public string? Upstream { get; init; }

    /// <summary>The protocol's method where it is not the kind's usual one.</summary>
    public string? Method { get; init; }

    /// <summary>The hash of the tool's definition, or null.</summary>
    public string? Definition { get; init; }

    /// <summary>The labels of the arguments.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>What the operator said of the surroundings.</summary>
    public CallContext Context { get; init; } = CallContext.Empty;

    /// <summary>Whether a part of the surroundings is missing or masked.</summary>
    public bool ContextCut { get; init; }

    /// <summary>The redacted copy of the arguments; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Redacted { get; init; }

    /// <summary>The digest of the arguments as they came.</summary>
    public required string ArgumentsSha256 { get; init; }

    /// <summary>Whether more than the arguments was sent.</summary>
    public bool SentMore { get; init; }

    /// <summary>The effect.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The reason id; the judge's where it sent the call to a human, because then no rule did.</summary>
    public required string Reason { get; init; }

    /// <summary>The hash of the policy set that was asked.</summary>
    public required string PolicySet { get; init; }

    /// <summary>The first rule that had a say, and its effect; null where none had.</summary>
    public (string Policy, string Rule, Effect Effect)? FirstRule { get; init; }

    /// <summary>The recorded call that this one ran again, or null.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The sealed arguments, where they were asked for and kept.</summary>
    public ReadOnlyMemory<byte> Sealed { get; init; }

    /// <summary>Who decided: <c>policy/rule</c>, <c>default</c>, or the reason id of what is not a rule.</summary>
    public string DecidedBy => Decider(Effect, Reason, FirstRule);

    /// <summary>Reads an entry; null where it is no decision.</summary>
    /// <exception cref="JsonException">The entry is not JSON.</exception>
    public static RecordedDecision? Read(StoredEntry stored)
    {
        using var document = JsonDocument.Parse(stored.Json, new JsonDocumentOptions { MaxDepth = 256 });
        var entry = document.RootElement;
        if (!EntryKinds.TryParse(Text(entry, "kind"), out var kind) || kind is not (EntryKind.Opened or EntryKind.Refused or EntryKind.Advised)
            || !entry.TryGetProperty("decision"u8, out var decision) || !Effects.TryParse(Text(decision, "effect"), out var effect))
        {
            return null;
        }

        var agent = entry.TryGetProperty("agent"u8, out var who) ? who : default;
        var type = Text(entry, "action_type") ?? "";
        var callKind = KindOf(Text(entry, "call_kind"), type);
        return new RecordedDecision
        {
            Index = stored.Index,
            Kind = kind,
            CallId = Text(entry, "call_id") ?? "",
            At = Text(entry, "at") ?? "",
            Agent = Text(agent, "id") ?? "",
            Proven = Text(agent, "proof") == "proven",
            Trust = TrustLevels.TryParse(Text(agent, "trust"), out var trust) ? trust : null,
            CallKind = callKind,
            ActionType = type,
            Target = Text(entry, "target") ?? "",
            OpaqueTarget = entry.TryGetProperty("opaque_target"u8, out var opaque) ? opaque.ValueKind == JsonValueKind.True : callKind is CallKind.Resource or CallKind.Method,
            Upstream = Text(entry, "upstream"),
            Method = Text(entry, "method"),
            Definition = Text(entry, "definition"),
            Labels = LabelsOf(entry),
            Context = ContextOf(entry, out var masked),
            ContextCut = masked || entry.TryGetProperty("context_cut"u8, out _),
            Redacted = entry.TryGetProperty("arguments"u8, out var arguments) ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(arguments).ToArray() : default,
            ArgumentsSha256 = Text(entry, "arguments_sha256") ?? "",
            SentMore = entry.TryGetProperty("sent_sha256"u8, out _),
            Effect = effect,
            Reason = (entry.TryGetProperty("judge"u8, out var judge) ? Text(judge, "reason") : null) ?? Text(decision, "reason") ?? "",
            PolicySet = Text(decision, "policy_set") ?? "",
            FirstRule = FirstOf(decision),
            ReplayOf = Text(entry, "replay_of"),
            Sealed = stored.Sealed,
        };
    }

    // A default decides over rules that matched by doubt only where it is stricter than all of them.
    internal static string Decider(Effect effect, string reason, (string Policy, string Rule, Effect Effect)? first) => PolicyReplay.IsOfPolicies(reason)
        ? first is { } rule && rule.Effect == effect ? $"{rule.Policy}/{rule.Rule}" : "default"
        : reason;

    private static string? Text(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Entries of before the kind was written: the built-in words are those of one kind each, any other is an action's.
    private static CallKind KindOf(string? written, string type)
    {
        foreach (var kind in Enum.GetValues<CallKind>())
        {
            if (written is null ? kind != CallKind.Action && ActionTypes.Of(kind) == type : string.Equals(kind.ToString(), written, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return CallKind.Action;
    }

    private static LabelSet LabelsOf(JsonElement entry)
    {
        var labels = LabelSet.None;
        if (entry.TryGetProperty("labels"u8, out var names))
        {
            foreach (var name in names.EnumerateArray())
            {
                labels = LabelSet.TryParse(name.GetString(), out var label) ? labels.Union(label) : labels;
            }
        }

        return labels;
    }

    private static CallContext ContextOf(JsonElement entry, out bool masked)
    {
        masked = false;
        if (!entry.TryGetProperty("context"u8, out var context))
        {
            return CallContext.Empty;
        }

        var values = context.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, member.Value.GetString() ?? "")).ToList();
        masked = values.Exists(static value => Masks.Appear(value.Value));
        return new CallContext(values);
    }

    private static (string, string, Effect)? FirstOf(JsonElement decision)
    {
        if (!decision.TryGetProperty("rules"u8, out var rules) || rules.ValueKind != JsonValueKind.Array || rules.GetArrayLength() == 0)
        {
            return null;
        }

        var first = rules[0];
        return Effects.TryParse(Text(first, "effect"), out var effect) ? (Text(first, "policy") ?? "", Text(first, "rule") ?? "", effect) : null;
    }
}
