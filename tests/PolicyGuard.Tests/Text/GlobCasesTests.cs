using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Text;

/// <summary>Runs <c>spec/glob</c>.</summary>
public sealed class GlobCasesTests
{
    private static readonly Dictionary<string, YamlMappingNode> Cases = Spec.Files("glob").SelectMany(file => Spec.Cases(file)
        .Select((node, i) => ($"{Path.GetFileNameWithoutExtension(file)} {i + 1}: {node.List("patterns") ?? node.List("invalid")}", node)))
        .ToDictionary(c => c.Item1, c => c.node);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_patterns_match_what_the_case_says(string name)
    {
        var c = Cases[name];
        foreach (var invalid in Words(c, "invalid"))
        {
            Assert.False(NamePattern.TryParseGlob(invalid, out _, out var fault), invalid);
            Assert.NotNull(fault);
        }

        var isValue = c.Scalar("kind") == "value";
        var patterns = Words(c, "patterns").ToArray();
        Assert.All(Words(c, "match"), text => Assert.True(Matches(patterns, text, isValue), text));
        Assert.All(Words(c, "differ"), text => Assert.False(Matches(patterns, text, isValue), text));
    }

    private static bool Matches(string[] patterns, string text, bool isValue)
    {
        if (!isValue)
        {
            return patterns.Any(p => NamePattern.OfGlob(p).Matches(CanonicalName.Of(text), wide: false));
        }

        return patterns.Any(p =>
        {
            Assert.True(Glob.TryParseValue(p, out var glob, out var fault), fault);
            return glob!.IsMatchIgnoreCase(text);
        });
    }

    private static IEnumerable<string> Words(YamlMappingNode node, string key) => node.List(key)?.Select(n => ((YamlScalarNode)n).Value!) ?? [];
}
