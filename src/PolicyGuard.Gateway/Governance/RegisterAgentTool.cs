using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>register_agent</c>.</summary>
internal sealed class RegisterAgentTool(AgentDesk desk) : IGovernanceTool
{
    public string Name => "register_agent";

    public bool Asks => false;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        // Lengths are the desk's business; here they only keep an answer from being as long as the question.
        var arguments = call.Arguments;
        var request = new AgentRegistration(arguments.Required("agent_id", 4096))
        {
            Name = Text(arguments.Required("name", 4096)),
            Description = arguments.Optional("description", 65536),
            Trust = arguments.Optional("trust_level", 4096),
            AllowedTools = arguments.Texts("allowed_tools"),
            DeniedTools = arguments.Texts("denied_tools"),
            Metadata = arguments.Object("metadata"),
        };
        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return Invalid(request.Id, faults);
        }

        var outcome = await desk.RegisterAsync(call.Actor, request, ct).ConfigureAwait(false);
        if (outcome.Value is not { } registered)
        {
            return outcome.Errors.Count > 0
                ? Invalid(request.Id, outcome.Errors)
                : ToolAnswer.Refused(outcome.Refusal!, json => WriteRefusal(json, request.Id, outcome.Refusal!.Message, outcome.Refusal.Reason, []));
        }

        return ToolAnswer.Of(json => Write(json, registered, outcome.Warnings));
    }

    private ToolAnswer Invalid(string id, IReadOnlyList<string> faults) =>
        ToolAnswer.Invalid(Name, faults, (json, message) => WriteRefusal(json, id, message, Reasons.ActInvalid, faults));

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static void Write(Utf8JsonWriter json, AgentRegistered registered, IReadOnlyList<string> warnings)
    {
        var agent = registered.Agent;
        json.WriteBoolean("success"u8, true);
        json.WriteString("agent_id"u8, agent.Id);
        json.WriteString("message"u8, $"Agent '{agent.Id}' {(registered.Created ? "registered" : registered.Changes.Count > 0 ? "updated; it was registered before" : "was registered like this before")}, trust level '{agent.Trust.Name()}'"
            + (agent.Status == AgentStatus.Suspended ? "; it is still suspended" : ""));
        GovernanceTools.WriteTexts(json, "warnings", warnings);
        json.WriteBoolean("created"u8, registered.Created);
        json.WriteString("trust_level"u8, agent.Trust.Name());
        json.WriteString("status"u8, agent.Status == AgentStatus.Suspended ? "suspended" : "active");
    }

    private static void WriteRefusal(Utf8JsonWriter json, string id, string message, string reason, IReadOnlyList<string> errors)
    {
        json.WriteBoolean("success"u8, false);
        json.WriteString("agent_id"u8, id);
        json.WriteString("message"u8, message);
        GovernanceTools.WriteTexts(json, "warnings", []);
        GovernanceTools.WriteTexts(json, "errors", errors);
        json.WriteString("reason_id"u8, reason);
    }
}
