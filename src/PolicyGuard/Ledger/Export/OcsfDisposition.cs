using System.Text.Json;

namespace PolicyGuard.Ledger.Export;

/// <summary>What the gate did to a call, in the words of OCSF's profile <c>security_control</c>.</summary>
/// <param name="Action">0 unknown, 1 allowed, 2 denied.</param>
/// <param name="Disposition">The disposition's number.</param>
/// <param name="Name">The disposition's caption.</param>
internal readonly record struct OcsfDisposition(int Action, int Disposition, string Name)
{
    internal static OcsfDisposition Of(EntryFields entry) => entry.Kind switch
    {
        "refused" => new(2, 2, "Blocked"),
        "malformed" => new(2, 25, "Rejected"),
        "opened" => entry.Effect switch { "warn" => new(1, 19, "Alert"), "audit" => new(1, 17, "Logged"), _ => new(1, 1, "Allowed") },
        "closed" => entry.Status == "withheld" ? new(2, 3, "Quarantined") : new(1, 1, "Allowed"),
        "listed" => new(1, 1, "Allowed"),

        // Nothing was stopped: somebody asked, or a result was seen that was there already.
        "advised" => entry.Effect is "allow" or "audit" or "warn" ? new(0, 16, "No Action") : new(0, 15, "Detected"),
        "observed" => entry.Labels.Length > 0 ? new(0, 15, "Detected") : new(0, 16, "No Action"),
        _ => new(0, 0, "Unknown"),
    };

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("action_id"u8, Action);
        json.WriteNumber("disposition_id"u8, Disposition);
        json.WriteString("disposition"u8, Name);
    }
}
