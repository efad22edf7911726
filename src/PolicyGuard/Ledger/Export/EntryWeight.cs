namespace PolicyGuard.Ledger.Export;

/// <summary>How grave an entry is and how what it tells of ended, for formats that want a number and a word.</summary>
/// <param name="Severity">0 (nothing) to 10 (the worst), as CEF counts.</param>
/// <param name="Outcome">One word.</param>
/// <param name="Succeeded">Whether what was tried was done; null where that is not known yet.</param>
internal readonly record struct EntryWeight(int Severity, string Outcome, bool? Succeeded)
{
    internal static EntryWeight Of(EntryFields entry) => entry.Kind switch
    {
        "opened" => new(entry.Effect switch { "warn" => 4, "audit" => 3, _ => 2 }, "allowed", null),
        "closed" => entry.Status switch
        {
            "done" => new(2, "done", true),
            "withheld" => new(6, "withheld", false),
            "" => new(3, "unknown", null),
            var status => new(4, status, false),
        },
        "refused" => new(entry.Effect is "require_approval" or "sandbox" ? 5 : 7, "denied", false),
        "advised" => new(entry.Effect switch { "deny" => 5, "require_approval" or "sandbox" or "warn" => 4, "audit" => 3, _ => 2 }, "advised", true),
        "observed" => new(entry.Labels.Length > 0 ? 4 : 2, "observed", true),
        "listed" => new(1, "listed", true),
        "malformed" => new(6, "rejected", false),
        "event" => entry.Reason is Calls.Reasons.ActFailed or Calls.Reasons.PolicyRejected ? new(5, "failed", false) : new(3, "done", true),
        EntryFields.Unreadable => new(9, EntryFields.Unreadable, null),
        _ => new(3, "unknown", null),
    };
}
