using System.Text.Json;

namespace PolicyGuard.Gateway.Governance;

/// <summary>The definitions of the six governance tools, as MCP shows them. They are files of their own, embedded here.</summary>
public static class GovernanceDefinitions
{
    /// <summary>The names, in the order in which the tools are listed.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["validate_action", "register_agent", "create_policy", "get_audit_log", "get_compliance_status", "report_incident"];

    /// <summary>What a client tells its model of the six together.</summary>
    public const string Instructions =
        "PolicyGuard decides by policy what agents may do. Before every action that reads or changes something outside the conversation, call "
        + "validate_action with the action's type, its exact target, its complete arguments and your agent id. Act only where `allowed` is true; "
        + "where it is false, do what `reason` says, and do not look for a way around it. Where `require_approval` is true, tell the user that a "
        + "person has to approve, and ask again later with the same arguments and the approval_id.";

    /// <summary>A definition: one JSON object with name, title, description, schemas and annotations.</summary>
    /// <exception cref="ArgumentException">There is no such tool.</exception>
    public static JsonElement Of(string name)
    {
        using var stream = typeof(GovernanceDefinitions).Assembly.GetManifestResourceStream($"governance/{name}.json")
            ?? throw new ArgumentException($"there is no governance tool `{name}`", nameof(name));
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.Clone();
    }
}
