using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Joined;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Governance;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>validate_action</c>: whatever goes wrong, the answer does not say yes.</summary>
internal sealed class ValidateActionTool(AdviceDesk desk) : IGovernanceTool
{
    public string Name => "validate_action";

    public bool Asks => true;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var request = new ActionRequest
        {
            ActionType = arguments.Required("action_type", 100),
            Target = arguments.Required("target", 2048),
            AgentId = arguments.Required("agent_id", 256),
            Parameters = arguments.Object("parameters") is { } raw ? new Arguments(Encoding.UTF8.GetBytes(raw)) : Arguments.Empty,
            Context = arguments.Optional("context", 4096),
            ApprovalId = arguments.Optional("approval_id", 64),
            Caller = call.Caller,
            Flow = call.Flow,
            Surroundings = call.Surroundings,
        };
        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return Invalid(faults);
        }

        if (await ListedAsync(call.Endpoint, request.Target, ct).ConfigureAwait(false) is var (link, tool, definition))
        {
            request = request with { Upstream = link.Name, Tool = tool, Definition = definition };
        }

        var outcome = await desk.AskAsync(call.Actor, request, ct).ConfigureAwait(false);
        if (outcome.Value is not { } advice)
        {
            var no = No(outcome.Refusal!);
            return outcome.Errors.Count > 0 ? Invalid(outcome.Errors) : ToolAnswer.Refused(outcome.Refusal!, json => Write(json, no));
        }

        return ToolAnswer.Of(json => Write(json, advice));
    }

    // What this door lists is judged as the call through it would be: by upstream, definition and all.
    private static async ValueTask<(UpstreamLink Link, string Tool, ToolDefinition Definition)?> ListedAsync(Endpoint endpoint, string target, CancellationToken ct)
    {
        var (link, tool) = (endpoint.Links.Length > 0 ? endpoint.Links[0] : null, target);
        if (endpoint.Names is { } names)
        {
            (link, tool) = names.TryFind(target, JoinedNames.Tools, out var found, out _) ? found : (null, target);
        }

        return link is not null && await link.Tools.FindAsync(tool, ct).ConfigureAwait(false) is { } definition ? (link, tool, definition) : null;
    }

    private ToolAnswer Invalid(IReadOnlyList<string> faults)
    {
        var no = No(new Refusal(Reasons.ActInvalid, string.Join("; ", faults)));
        return ToolAnswer.Invalid(Name, faults, (json, _) => Write(json, no));
    }

    private static Advice No(Refusal refusal) => new()
    {
        ActionId = Ids.NewHex("act"), Allowed = false, Reason = refusal.Message, ReasonId = refusal.Reason, Effect = Effect.Deny,
    };

    private static void Write(Utf8JsonWriter json, Advice advice)
    {
        json.WriteString("action_id"u8, advice.ActionId);
        json.WriteBoolean("allowed"u8, advice.Allowed);
        json.WriteBoolean("require_approval"u8, advice.RequireApproval);
        json.WriteString("reason"u8, advice.Reason);
        json.WriteStartArray("warnings"u8);
        foreach (var warning in advice.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteString("policy_matched"u8, advice.PolicyMatched);
        json.WriteString("reason_id"u8, advice.ReasonId);
        json.WriteString("rule"u8, advice.Rule);
        json.WriteString("effect"u8, advice.Effect.Name());
        json.WriteString("approval_id"u8, advice.ApprovalId);
    }
}
