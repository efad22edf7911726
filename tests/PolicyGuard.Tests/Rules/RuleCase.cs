using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Rules;

/// <summary>One case of <c>spec/rules</c>; its README says what the keys mean.</summary>
internal sealed class RuleCase
{
    private static readonly string[] Keys = ["name", "feared", "note", "policy", "json", "files", "default", "calls", "refuse", "say", "warn"];

    private static readonly string[] CallKeys =
    [
        "tool", "resource", "upstream", "action_type", "trust", "args", "unknown_args", "labels", "context", "effect", "rule", "message", "error", "owasp",
    ];

    /// <summary>Every case of every file, by <c>file: name</c>.</summary>
    public static readonly IReadOnlyDictionary<string, RuleCase> All =
        (from file in Spec.Files("rules")
         from node in Spec.Cases(file)
         select KeyValuePair.Create($"{Path.GetFileNameWithoutExtension(file)}: {node.Scalar("name")}", new RuleCase(node)))
        .ToDictionary();

    private RuleCase(YamlMappingNode node)
    {
        Assert.All(node.Children.Keys, k => Assert.Contains(((YamlScalarNode)k).Value, Keys));
        Node = node;
        Calls = [.. node.List("calls")?.Cast<YamlMappingNode>() ?? []];
        Assert.All(Calls.SelectMany(c => c.Children.Keys), k => Assert.Contains(((YamlScalarNode)k).Value, CallKeys));
    }

    public YamlMappingNode Node { get; }

    public IReadOnlyList<YamlMappingNode> Calls { get; }

    public PolicyLoadResult Load()
    {
        var sources = Node.Map("files")?.Children.Select(f => new PolicySource(((YamlScalarNode)f.Key).Value!, ((YamlScalarNode)f.Value).Value!))
            ?? [new PolicySource(Node.Scalar("json") == "true" ? "policy.json" : "policy.yaml", Node.Scalar("policy")!)];
        Assert.True(Effects.TryParse(Node.Scalar("default") ?? "allow", out var effect));
        return PolicyLoader.Load([.. sources], effect);
    }

    public static RuleQuery Query(YamlMappingNode call)
    {
        Assert.True(TrustLevels.TryParse(call.Scalar("trust") ?? "low", out var trust));
        var labels = LabelSet.None;
        foreach (var word in Words(call, "labels"))
        {
            Assert.True(LabelSet.TryParse(word, out var label), word);
            labels = labels.Union(label);
        }

        CanonicalName? target;
        Assert.True(call.Scalar("tool") is { } tool ? CanonicalName.TryCreate(tool, out target, out _) : CanonicalName.TryCreateOpaque(call.Scalar("resource"), out target, out _));
        return new RuleQuery
        {
            Target = target!,
            Upstream = call.Scalar("upstream"),
            ActionType = call.Scalar("action_type") ?? ActionTypes.Of(call.Scalar("tool") is null ? CallKind.Resource : CallKind.Tool),
            Trust = trust,
            Arguments = call.Scalar("unknown_args") == "true" ? null : new Arguments(Encoding.UTF8.GetBytes(call.Scalar("args") ?? "{}")),
            Labels = labels,
            Context = new CallContext(call.Map("context")?.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ((YamlScalarNode)c.Value).Value!)) ?? []),
        };
    }

    public static IEnumerable<string> Words(YamlMappingNode node, string key) => node.List(key)?.Select(n => ((YamlScalarNode)n).Value!) ?? [];
}
