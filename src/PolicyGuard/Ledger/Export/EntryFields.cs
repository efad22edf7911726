using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Ledger.Export;

/// <summary>What entries of every kind say, under one name each. What an entry does not say is empty.</summary>
public sealed record EntryFields
{
    /// <summary>The kind of what is no JSON object, or nested deeper than 1024: nobody but a hand in the database writes that.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>When, as written: RFC 3339, UTC.</summary>
    public string At { get; private init; } = "";

    /// <summary>What the entry records, as written.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>The call.</summary>
    public string CallId { get; private init; } = "";

    /// <summary>Who sent it, as the transport knows it; for an event who did it.</summary>
    public string Caller { get; private init; } = "";

    /// <summary>The agent.</summary>
    public string Agent { get; private init; } = "";

    /// <summary>Whether the agent's id was <c>proven</c> or only <c>claimed</c>.</summary>
    public string Proof { get; private init; } = "";

    /// <summary>The agent's trust.</summary>
    public string Trust { get; private init; } = "";

    /// <summary>The upstream.</summary>
    public string Upstream { get; private init; } = "";

    /// <summary>The tool or other target; for a message that was no call where it came in.</summary>
    public string Target { get; private init; } = "";

    /// <summary>The action type.</summary>
    public string ActionType { get; private init; } = "";

    /// <summary>The protocol's method.</summary>
    public string Method { get; private init; } = "";

    /// <summary>The decision's effect, as written.</summary>
    public string Effect { get; private init; } = "";

    /// <summary>The reason id.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>The decision's or the event's message.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Those that decided, as <c>policy/rule</c>, separated by <c>; </c>.</summary>
    public string Rules { get; private init; } = "";

    /// <summary>Separated by spaces.</summary>
    public string Labels { get; private init; } = "";

    /// <summary>How a closed call ended.</summary>
    public string Status { get; private init; } = "";

    /// <summary>Microseconds.</summary>
    public string TookUs { get; private init; } = "";

    /// <summary>What the entry was written to survive.</summary>
    public string Durability { get; private init; } = "";

    /// <summary>The flow.</summary>
    public string Flow { get; private init; } = "";

    /// <summary>The hash of the policy set.</summary>
    public string PolicySet { get; private init; } = "";

    /// <summary>The approval.</summary>
    public string Approval { get; private init; } = "";

    /// <summary>When, or null where the entry names no time that can be read.</summary>
    public DateTimeOffset? Time =>
        DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Milliseconds since 1970 UTC, or null where the entry names no time.</summary>
    public long? Milliseconds => Time?.ToUnixTimeMilliseconds();

    /// <summary>How grave it is: 0 (nothing) to 10 (the worst).</summary>
    public int Gravity => EntryWeight.Of(this).Severity;

    /// <summary>Reads an entry. Never throws for what it says.</summary>
    public static EntryFields Of(StoredEntry entry)
    {
        try
        {
            if (Utf8.IsValid(entry.Json.Span))
            {
                using var document = JsonDocument.Parse(entry.Json, EntryBytes.Deep);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    return Of(document.RootElement);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or names of halves of surrogates.
        }

        return new EntryFields { Kind = Unreadable };
    }

    private static EntryFields Of(JsonElement entry)
    {
        var decision = Member(entry, "decision") is { ValueKind: JsonValueKind.Object } made ? made : entry;
        var agent = Member(entry, "agent");
        var caller = Member(entry, "caller");
        return new EntryFields
        {
            At = Text(entry, "at"),
            Kind = Text(entry, "kind"),
            CallId = Text(entry, "call_id"),
            Caller = First(Id(caller), Text(entry, "actor")),
            Agent = Id(agent),
            Proof = agent.ValueKind == JsonValueKind.Object ? Text(agent, "proof") : "",
            Trust = agent.ValueKind == JsonValueKind.Object ? Text(agent, "trust") : "",
            Upstream = Text(entry, "upstream"),
            Target = First(Text(entry, "target"), Text(entry, "where")),
            ActionType = Text(entry, "action_type"),
            Method = Text(entry, "method"),
            Effect = Text(decision, "effect"),
            Reason = Text(decision, "reason"),
            Message = Text(decision, "message"),
            Rules = Join(Member(decision, "rules"), "; ", Rule),
            Labels = Join(Member(entry, "labels"), " ", Value),
            Status = Text(entry, "status"),
            TookUs = Text(entry, "took_us"),
            Durability = Text(entry, "durability"),
            Flow = Text(entry, "flow"),
            PolicySet = First(Text(decision, "policy_set"), Text(entry, "policy_set")),
            Approval = Text(entry, "approval"),
        };
    }

    private static string First(string one, string other) => one.Length > 0 ? one : other;

    private static string Id(JsonElement value) => value.ValueKind == JsonValueKind.Object ? Text(value, "id") : Value(value);

    private static string Rule(JsonElement rule) => rule.ValueKind == JsonValueKind.Object ? $"{Text(rule, "policy")}/{Text(rule, "rule")}" : Value(rule);

    private static string Join(JsonElement list, string separator, Func<JsonElement, string> text) =>
        list.ValueKind == JsonValueKind.Array ? string.Join(separator, list.EnumerateArray().Select(text)) : "";

    private static JsonElement Member(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement entry, string name) => Value(Member(entry, name));

    private static string Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                try
                {
                    return value.GetString()!;
                }
                catch (InvalidOperationException)
                {
                    // Half of a surrogate pair, as an escape: no text has it. The escape itself is shown.
                    return value.GetRawText()[1..^1];
                }

            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return value.GetRawText();
            default:
                return "";
        }
    }
}
