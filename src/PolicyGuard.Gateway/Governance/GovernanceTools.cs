using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Governance;

/// <summary>The governance tools, as they stand beside an upstream's or alone.</summary>
internal sealed class GovernanceTools
{
    private readonly FrozenDictionary<string, IGovernanceTool> _tools;
    private readonly Gate.Gate _gate;
    private readonly Action<string> _onFault;

    public GovernanceTools(GovernanceServices services, RulesInForce rules)
    {
        IGovernanceTool[] tools =
        [
            new ValidateActionTool(new AdviceDesk(services)),
            new RegisterAgentTool(new AgentDesk(services)),
            new CreatePolicyTool(new PolicyDesk(services, rules)),
            new GetAuditLogTool(new AuditSearch(services)),
            new GetComplianceStatusTool(new ComplianceDesk(services, rules)),
            new ReportIncidentTool(new IncidentDesk(services)),
        ];
        (_gate, _onFault) = (services.Gate, services.OnFault);
        Actors = new Actors(services.Keys, services.Clock);

        // By canonical name: a tool of an upstream that only looks like one of these is hidden behind it.
        _tools = tools.ToFrozenDictionary(static tool => CanonicalName.Of(tool.Name).Full, StringComparer.Ordinal);
        Definitions = [.. GovernanceDefinitions.Names.Select(static name => Compact(GovernanceDefinitions.Of(name)))];
        Items = [.. GovernanceDefinitions.Names.Select(static name => new ListItem(CanonicalName.Of(name), name, CallKind.Tool, null, null) { Always = true })];
    }

    /// <summary>Who speaks, with which rights.</summary>
    public Actors Actors { get; }

    /// <summary>The definitions as <c>tools/list</c> shows them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Definitions { get; }

    /// <summary>The same for the gate's list filter.</summary>
    public IReadOnlyList<ListItem> Items { get; }

    /// <summary>The tool of a name, or null.</summary>
    public IGovernanceTool? Find(string? name) =>
        name is not null && MayBeOurs(name) && CanonicalName.TryCreate(name, out var canonical, out _) ? _tools.GetValueOrDefault(canonical!.Full) : null;

    // Every call of an upstream's tool comes by here. Folding keeps the length of ASCII without blanks, so nearly all are told apart by it.
    private static bool MayBeOurs(string name) => name.Length is 13 or 14 or 15 or 21 || !Ascii.IsValid(name) || name.Contains(' ', StringComparison.Ordinal);

    /// <summary>Carries a call out. What is refused leaves an entry in the log, by the desk or here.</summary>
    public async ValueTask<ToolAnswer> CallAsync(IGovernanceTool tool, GovernanceCall call, CancellationToken ct)
    {
        ToolAnswer answer;
        try
        {
            answer = await tool.CallAsync(call, ct).ConfigureAwait(false);
        }
        catch (RegistryException fault)
        {
            _onFault($"governance: {tool.Name}: {fault.Message}");
            answer = ToolAnswer.Refused(new Refusal(Reasons.RegistryUnavailable, "the registry cannot be read or written; tell the operator"));
        }

        if (answer.IsInvalid)
        {
            await _gate.RecordMalformedAsync(answer.Refusal!.Reason, answer.Refusal.Message, call.Endpoint.Name, call.Caller).ConfigureAwait(false);
        }
        else if (tool.Asks && answer.Refusal is { } refusal)
        {
            await _gate.RecordEventAsync(refusal.Reason, $"{tool.Name} was refused: {refusal.Message}", call.Actor.Id).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>Writes a member that is a list of texts.</summary>
    internal static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Compact(JsonElement definition)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Mcp.RpcErrors.Readable))
        {
            definition.WriteTo(json);
        }

        return buffer.WrittenMemory;
    }
}
