using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>What differs between two versions of an agent's record, and whether it lets the agent do more.</summary>
internal static class AgentDiff
{
    /// <summary>The differences. Patterns are compared as written: whether one glob covers another is nothing to bet rights on.</summary>
    /// <param name="before">The earlier version; null compares with nothing at all, and nothing of it loosens.</param>
    /// <param name="after">The later version.</param>
    public static IReadOnlyList<AgentChange> Of(Agent? before, Agent after)
    {
        var changes = new List<AgentChange>();
        Add("trust_level", Text(before?.Trust.Name()), Text(after.Trust.Name())!, before is not null && after.Trust > before.Trust);
        Add("status", Text(before is null ? null : Status(before)), Text(Status(after))!, before?.Status == AgentStatus.Suspended && after.Status == AgentStatus.Active);
        Add("suspension_reason", Text(before?.SuspensionReason), Text(after.SuspensionReason) ?? "null", loosens: false);
        Add("allowed_tools", before is null ? null : List(before.AllowedTools), List(after.AllowedTools), before is not null && WidensAllowed(before.AllowedTools, after.AllowedTools));
        Add("denied_tools", before is null ? null : List(before.DeniedTools), List(after.DeniedTools), before is not null && before.DeniedTools.Except(after.DeniedTools, StringComparer.Ordinal).Any());
        Add("name", Text(before?.Name), Text(after.Name)!, loosens: false);
        Add("description", Text(before?.Description), Text(after.Description)!, loosens: false);
        Add("metadata", Raw(before?.Metadata), Raw(after.Metadata)!, loosens: false);
        Add("auto_registered", before is null ? null : Flag(before.AutoRegistered), Flag(after.AutoRegistered), loosens: false);
        return changes;

        void Add(string member, string? from, string to, bool loosens)
        {
            if ((from ?? Nothing(member)) != to)
            {
                changes.Add(new AgentChange(member, from, to, loosens));
            }
        }
    }

    /// <summary>The differences as one JSON object, for the log.</summary>
    public static byte[] Json(IReadOnlyList<AgentChange> changes, string? note)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var change in changes)
            {
                json.WriteStartObject(change.Member);
                if (change.From is not null)
                {
                    json.WritePropertyName("from"u8);
                    json.WriteRawValue(change.From);
                }

                json.WritePropertyName("to"u8);
                json.WriteRawValue(change.To);
                json.WriteEndObject();
            }

            if (note is not null)
            {
                json.WriteString("note"u8, note);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A status as it is written.</summary>
    public static string Status(Agent agent) => agent.Status == AgentStatus.Suspended ? "suspended" : "active";

    // No list, and a list with `*`, allow everything, so every list narrows them; a list that goes away, or gets what it did not have, widens.
    private static bool WidensAllowed(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        !AllowsAll(before) && (AllowsAll(after) || after.Except(before, StringComparer.Ordinal).Any());

    private static bool AllowsAll(IReadOnlyList<string> allowed) => allowed.Count == 0 || allowed.Contains("*", StringComparer.Ordinal);

    // What a record holds that nobody filled in; a first version that holds it says nothing by it.
    private static string? Nothing(string member) => member switch
    {
        "suspension_reason" => "null",
        "allowed_tools" or "denied_tools" => "[]",
        "name" or "description" => "\"\"",
        "metadata" => "{}",
        "auto_registered" => "false",
        _ => null,
    };

    private static string Flag(bool value) => value ? "true" : "false";

    private static string? Text(string? value) => value is null ? null : $"\"{JsonEncodedText.Encode(value)}\"";

    // Another hand may have written it; then it is shown as the text it is.
    private static string? Raw(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return json;
        }
        catch (JsonException)
        {
            return Text(json);
        }
    }

    private static string List(IEnumerable<string> values) => $"[{string.Join(',', values.Select(Text))}]";
}
