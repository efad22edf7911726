using PolicyGuard.Calls;

namespace PolicyGuard.Ledger.Export;

/// <summary>Which OCSF class and activity an entry is.</summary>
/// <param name="Category">The category's number.</param>
/// <param name="Class">The class's number.</param>
/// <param name="ClassName">The class's caption.</param>
/// <param name="Activity">The activity's number within the class.</param>
/// <param name="ActivityName">What was done.</param>
internal readonly record struct OcsfClass(int Category, int Class, string ClassName, int Activity, string ActivityName)
{
    private const int Other = 99;

    internal bool IsCall => Class == 6003;

    internal bool IsLifecycle => Class == 6002;

    internal bool IsManagement => Class == 3004;

    internal static OcsfClass Of(EntryFields entry) => entry.Kind switch
    {
        "opened" or "closed" or "refused" or "advised" or "observed" or "listed" => Call(entry),
        "malformed" => new(6, 6003, "API Activity", Other, "malformed message"),
        "event" => entry.Reason switch
        {
            Reasons.Started => new(6, 6002, "Application Lifecycle", 3, "Start"),
            Reasons.Stopped => new(6, 6002, "Application Lifecycle", 4, "Stop"),
            Reasons.PolicyCreated or Reasons.AgentRegistered or Reasons.KeyCreated or Reasons.IncidentReported or Reasons.Imported => Managed(1, "Create"),
            Reasons.LogRead => Managed(2, "Read"),
            Reasons.PolicyChanged or Reasons.PolicyUpdated or Reasons.PolicyEnabled or Reasons.PolicyDisabled or Reasons.PolicyRolledBack or Reasons.ToolAccepted
                or Reasons.AgentChanged or Reasons.AgentSuspension or Reasons.AgentReinstated or Reasons.IncidentAcknowledged or Reasons.IncidentResolved
                or Reasons.KeyRevoked => Managed(3, "Update"),
            _ => Managed(Other, entry.Reason),
        },
        _ => new(0, 0, "Base Event", Other, entry.Kind),
    };

    // What a tool does to what it touches nobody knows; only reading is known by its kind.
    private static OcsfClass Call(EntryFields entry) => entry.Kind == "listed" || entry.ActionType is "resource_access"
        ? new(6, 6003, "API Activity", 2, "Read")
        : new(6, 6003, "API Activity", Other, entry.ActionType.Length > 0 ? entry.ActionType : entry.Kind);

    private static OcsfClass Managed(int activity, string name) => new(3, 3004, "Entity Management", activity, name);
}
