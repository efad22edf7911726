using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>create_policy</c>.</summary>
internal sealed class CreatePolicyTool(PolicyDesk desk) : IGovernanceTool
{
    public string Name => "create_policy";

    public bool Asks => false;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var request = new PolicyRequest
        {
            Id = arguments.Required("policy_id", 4096),
            Name = arguments.Required("name", 4096),
            Description = arguments.Optional("description", 65536) ?? "",
            Rules = arguments.Array("rules") ?? "",
            Priority = arguments.Integer("priority", 100, int.MinValue, int.MaxValue),
            Enabled = arguments.Flag("enabled", true),
        };
        if (!arguments.Has("rules"))
        {
            arguments.Fault("rules: is missing");
        }

        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return ToolAnswer.Invalid(Name, faults, (json, message) => WriteRefusal(json, request.Id, message, Reasons.ActInvalid, faults));
        }

        var outcome = await desk.PutAsync(call.Actor, request, ct).ConfigureAwait(false);
        return outcome.Value is { } change
            ? ToolAnswer.Of(json => Write(json, change, outcome.Warnings))
            : ToolAnswer.Refused(outcome.Refusal!, json => WriteRefusal(json, request.Id, outcome.Refusal!.Message, outcome.Refusal.Reason, outcome.Errors));
    }

    private static void Write(Utf8JsonWriter json, PolicyChange change, IReadOnlyList<string> warnings)
    {
        json.WriteBoolean("success"u8, true);
        json.WriteString("policy_id"u8, change.Stored.Id);
        json.WriteString("message"u8, change.Message);
        json.WriteNumber("version"u8, change.Stored.Version);
        json.WriteBoolean("created"u8, change.Created);
        json.WriteBoolean("enabled"u8, change.Stored.Enabled);
        json.WriteNumber("rules_count"u8, change.Rules);
        GovernanceTools.WriteTexts(json, "warnings", warnings);
    }

    private static void WriteRefusal(Utf8JsonWriter json, string id, string message, string reason, IReadOnlyList<string> errors)
    {
        json.WriteBoolean("success"u8, false);
        json.WriteString("policy_id"u8, id);
        json.WriteString("message"u8, message);
        GovernanceTools.WriteTexts(json, "errors", errors);
        json.WriteString("reason_id"u8, reason);
    }
}
