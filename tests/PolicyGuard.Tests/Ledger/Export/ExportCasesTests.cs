using System.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Ledger.Export;

/// <summary>Runs <c>spec/export</c>.</summary>
public sealed class ExportCasesTests
{
    private static readonly Dictionary<string, YamlMappingNode> All = Spec.Files("export").SelectMany(Spec.Cases).ToDictionary(static c => $"{c.Scalar("format")}: {c.Scalar("name")}");

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_record_is_what_the_case_says(string name)
    {
        var c = All[name];
        var json = c.Scalar("bytes") is { } bytes ? Convert.FromBase64String(bytes) : Encoding.UTF8.GetBytes(c.Scalar("entry")!);
        var entry = Exported.Entry(json, long.Parse(c.Scalar("index") ?? "7", System.Globalization.CultureInfo.InvariantCulture));
        var line = Exported.Line(c.Scalar("format")!, entry);
        if (c.Scalar("line") is { } expected)
        {
            Assert.Equal(expected.Replace("<hash>", Convert.ToHexStringLower(entry.LeafHash.Span), StringComparison.Ordinal), line);
            return;
        }

        var fields = Exported.Fields(c.Scalar("format")!, line);
        foreach (var (key, value) in c.Map("fields")!.Children)
        {
            Assert.Equal(((YamlScalarNode)value).Value, fields.GetValueOrDefault(((YamlScalarNode)key).Value!));
        }
    }
}
