using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Taint.Flow;

/// <summary>One conversation of <c>spec/flow</c>.</summary>
internal sealed class FlowCase(YamlMappingNode node)
{
    public static IReadOnlyDictionary<string, FlowCase> All { get; } =
        Spec.Files("flow").Where(static f => f.EndsWith(".yaml", StringComparison.Ordinal)).SelectMany(Spec.Cases).ToDictionary(static c => c.Scalar("name")!, static c => new FlowCase(c));

    public string? Request => node.Scalar("request");

    public IEnumerable<YamlMappingNode> Calls => node.List("calls")!.Cast<YamlMappingNode>();

    public TaintOptions Options => new()
    {
        Mode = Enum.Parse<FlowMode>(node.Scalar("mode") ?? "enforce", ignoreCase: true),
        FindsInstructions = node.Scalar("find_instructions") != "false",
        Upstreams = node.Map("trust")?.Children.ToDictionary(
            static t => ((YamlScalarNode)t.Key).Value!, static t => Enum.Parse<SourceTrust>(((YamlScalarNode)t.Value).Value!, ignoreCase: true)) ?? [],
        Sanitizers = [.. Words("sanitizers").Select(NamePattern.OfGlob)],
        Sources = [.. Words("trusted_tools").Select(static t => (NamePattern.OfGlob(t), SourceTrust.Trusted))],
        Sinks = [.. Words("effects").Select(static e => e.Split('=')).Select(static e => (NamePattern.OfGlob(e[0]), Enum.Parse<SinkKind>(e[1], ignoreCase: true)))],
    };

    private IEnumerable<string> Words(string key) => node.List(key)?.Select(static n => ((YamlScalarNode)n).Value!) ?? [];
}
