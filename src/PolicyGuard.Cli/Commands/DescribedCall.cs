using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary>The options that describe a call.</summary>
internal sealed class DescribedCall
{
    private readonly Option<string?> _tool = new("--tool") { Description = "The tool's name.", HelpName = "name" };
    private readonly Option<string?> _resource = new("--resource") { Description = "The URI of a resource, instead of a tool.", HelpName = "uri" };
    private readonly Option<string?> _prompt = new("--prompt") { Description = "The name of a prompt, instead of a tool.", HelpName = "name" };
    private readonly Option<string?> _actionType = new("--action-type") { Description = "The action type. Default: that of the target.", HelpName = "type" };
    private readonly Option<string> _args = new("--args") { Description = "The arguments, as a JSON object.", DefaultValueFactory = static _ => "{}", HelpName = "json" };
    private readonly Option<string> _agent = new("--agent") { Description = "The agent.", DefaultValueFactory = static _ => "local", HelpName = "id" };
    private readonly Option<string?> _trust = new("--trust") { Description = "Assume this trust. Default: what the agent is registered with, else low.", HelpName = "level" };
    private readonly Option<string[]> _labels = new("--labels") { Description = "Assume these labels on the arguments; separated by commas.", HelpName = "labels" };
    private readonly Option<string[]> _context = new("--context") { Description = "Assume this of the surroundings; may be repeated.", HelpName = "key=value" };

    public DescribedCall(Command command)
    {
        _trust.AcceptOnlyFromAmong([.. TrustLevels.Names]);
        _labels.CompletionSources.Add([.. LabelSet.BuiltIn]);
        foreach (var option in new Option[] { _tool, _resource, _prompt, _actionType, _args, _agent, _trust, _labels, _context })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The call and what is assumed of it; null where the description makes no call, which is then told.</summary>
    public Described? Read(ParseResult parsed, CallContext surroundings)
    {
        var faults = new List<string>();
        var (kind, target) = Target(parsed, faults);
        var labels = Labels(parsed.GetValue(_labels) ?? [], faults);
        var context = Context(parsed.GetValue(_context) ?? [], surroundings, faults);
        var arguments = Arguments(parsed.GetValue(_args)!, faults);
        if (faults.Count > 0 || target is null)
        {
            faults.ForEach(static fault => Console.Error.WriteLine($"policyguard: {fault}"));
            return null;
        }

        var call = new ToolCall
        {
            Id = Ids.Call(TimeProvider.System.GetUtcNow()),
            Kind = kind,
            ActionType = parsed.GetValue(_actionType) ?? ActionTypes.Of(kind),
            Target = target,
            Arguments = arguments,
            Caller = Caller.Local,
            Agent = new AgentRef(parsed.GetValue(_agent)!, Proven: false),
            Flow = new FlowKey(FlowKeySource.CallerWindow, "explain"),
            Context = context,
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
        return new Described(call, TrustLevels.TryParse(parsed.GetValue(_trust), out var trust) ? trust : null, labels);
    }

    private (CallKind Kind, CanonicalName? Target) Target(ParseResult parsed, List<string> faults)
    {
        (CallKind Kind, string? Text)[] given =
        [
            (CallKind.Tool, parsed.GetValue(_tool)), (CallKind.Resource, parsed.GetValue(_resource)), (CallKind.Prompt, parsed.GetValue(_prompt)),
        ];
        var named = given.Where(static target => target.Text is not null).ToList();
        if (named.Count != 1)
        {
            faults.Add("name one of --tool, --resource, --prompt");
            return default;
        }

        var (kind, text) = named[0];
        var read = kind == CallKind.Resource
            ? CanonicalName.TryCreateOpaque(text, out var name, out var fault)
            : CanonicalName.TryCreate(text, out name, out fault);
        if (!read)
        {
            faults.Add($"the gate would refuse this name ({Reasons.NameInvalid}): {fault}");
        }

        return (kind, name);
    }

    private static LabelSet Labels(IEnumerable<string> texts, List<string> faults)
    {
        var labels = LabelSet.None;
        foreach (var text in texts.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (LabelSet.TryParse(text, out var label))
            {
                labels = labels.Union(label);
            }
            else
            {
                faults.Add($"`{text}` is not a label: {string.Join(", ", LabelSet.BuiltIn)}, custom:*");
            }
        }

        return labels;
    }

    private static CallContext Context(IEnumerable<string> pairs, CallContext surroundings, List<string> faults)
    {
        var values = new Dictionary<string, string>(surroundings.Values, StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
            {
                faults.Add($"--context takes key=value, not `{pair}`");
                continue;
            }

            values[pair[..split]] = pair[(split + 1)..];
        }

        return new CallContext(values);
    }

    private static Arguments Arguments(string json, List<string> faults)
    {
        var arguments = new Arguments(Encoding.UTF8.GetBytes(json));
        try
        {
            if (arguments.Root.ValueKind != JsonValueKind.Object)
            {
                faults.Add("--args takes a JSON object");
            }
        }
        catch (JsonException fault)
        {
            faults.Add($"--args is not JSON that the gate reads: {fault.Message}");
        }

        return arguments;
    }

    /// <summary>A call, and what is to be assumed of it.</summary>
    internal sealed record Described(ToolCall Call, TrustLevel? Trust, LabelSet Labels);
}
