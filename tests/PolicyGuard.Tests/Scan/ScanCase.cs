using PolicyGuard.Scan;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Scan;

/// <summary>A case of <c>spec/scan</c>.</summary>
internal sealed class ScanCase(YamlMappingNode node)
{
    public string Name => node.Scalar("name")!;

    public IReadOnlyList<string>? Uses => node.List("uses") is { } list ? Texts(list) : null;

    public IReadOnlyList<string> Find => node.List("find") is { } list ? Texts(list) : [];

    public IReadOnlyList<string> CleanOf => node.List("clean_of") is { } list ? Texts(list) : [];

    public IReadOnlyList<ScanFinding> Run()
    {
        var modules = node.Map("modules")?.Children.ToDictionary(static pair => ((YamlScalarNode)pair.Key).Value!, static pair => ((YamlScalarNode)pair.Value).Value!) ?? [];
        return new PythonScanner((name, _) => modules.TryGetValue(name, out var text) ? (name, text) : null).Scan("case.py", node.Scalar("code")!);
    }

    public static IEnumerable<ScanCase> All => Spec.Files("scan").SelectMany(Spec.Cases).Select(static node => new ScanCase(node));

    private static string[] Texts(YamlSequenceNode list) => [.. list.Select(static item => ((YamlScalarNode)item).Value!)];
}
