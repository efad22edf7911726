using System.Globalization;
using System.Text;
using PolicyGuard.Gate;
using PolicyGuard.Governance.Replay.Drift;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Governance.Replay;

/// <summary>The cases of <c>spec/replay/drift.yaml</c>, and what data cannot say.</summary>
public sealed class DriftTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, YamlMappingNode> Cases = Spec.Files("replay").SelectMany(Spec.Cases).ToDictionary(static c => c.Scalar("name")!);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_case_gets_its_word(string name)
    {
        var (wanted, report) = (Cases[name], DriftJudge.Judge(Read(Cases[name])));
        var shown = string.Join('\n', report.Evidence);
        Assert.True(wanted.Scalar("word") == report.Word.Name(), $"{report.Word.Name()}\n{shown}");
        var causes = wanted.List("causes")?.Select(static c => ((YamlScalarNode)c).Value!) ?? (report.Word == DriftWord.Identical ? [] : [report.Word.Name()]);
        Assert.True(causes.SequenceEqual(report.Causes.Select(static c => c.Name())), shown);
        foreach (var (path, word) in wanted.Map("at") ?? [])
        {
            Assert.Contains(report.Evidence, e => e.Path == ((YamlScalarNode)path).Value && e.Word.Name() == ((YamlScalarNode)word).Value);
        }
    }

    [Fact]
    public void Every_word_has_a_case() =>
        Assert.Equal(DriftWords.Names.Order(), Cases.Values.Select(static c => c.Scalar("word")!).Distinct().Order());

    [Fact]
    public void Secrets_in_what_differs_are_masked_in_the_evidence_and_in_its_path()
    {
        var report = DriftJudge.Judge(new DriftCase(
            Sample("""{"AKIAIOSFODNN7EXAMPLE":"AKIAIOSFODNN7EXAMPLE","t":"mail a@example.com now"}""", 0), [Sample("""{"AKIAIOSFODNN7EXAMPLE":"AKIAIOSFODNN7EXAMPLF","t":"mail b@example.com now"}""", 1)]));
        Assert.Equal(2, report.Evidence.Count);
        var text = string.Join('\n', report.Evidence.Select(static e => $"{e.Path} {e.What} {string.Join(' ', e.Values)}"));
        Assert.DoesNotContain("AKIAIOSFODNN7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_values_are_shortened_and_many_differences_counted()
    {
        var report = DriftJudge.Judge(new DriftCase(Sample(Wide('a'), 0), [Sample(Wide('b'), 1), Sample(Wide('c'), 2)]));
        Assert.Equal(1000, report.Evidence.Count + report.More);
        Assert.All(report.Evidence, static e => Assert.All(e.Values, static v => Assert.InRange(v!.Length, 1, 200)));

        static string Wide(char c) => $"{{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"k{i}\":\"{new string(c, 500)}\""))}}}";
    }

    [Fact]
    public void A_strong_cause_is_not_hidden_behind_a_hundred_weak_ones()
    {
        var report = DriftJudge.Judge(new DriftCase(Sample(Of("3f2504e0-4f89-41d3-9a0c-0305e82c33", "x"), 0), [Sample(Of("7d444840-9dc0-11d1-b245-5ffdce74fa", "y"), 1), Sample(Of("9b2e6f1a-5c3d-4e8f-a1b2-c3d4e5f607", "z"), 2)]));
        Assert.Equal(DriftWord.Unknown, report.Word);

        static string Of(string id, string last) => $"{{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"k{i}\":\"{id}{i % 90 + 10}\""))},\"last\":\"{last}\"}}";
    }

    [Fact]
    public void Garbage_of_any_kind_is_judged_and_never_thrown_at_anybody()
    {
        var dice = new Dice(5);
        string[] bits = ["{", "}", "[", "]", ",", ":", "\"a\"", "1", "-", "\"{\\\"b\\\":1}\"", "null", "\"2026-11-20T08:00:00Z\"", "\"\\ud800\"", "\"/a/b\"", "1e999", " "];
        for (var round = 0; round < 3000; round++)
        {
            string Text() => string.Concat(Enumerable.Range(0, 1 + dice.Below(6)).Select(_ => dice.Of(bits)));
            Assert.NotNull(DriftJudge.Judge(new DriftCase(Sample(Text(), 0), [Sample(Text(), 1), Sample(Text(), 2)])));
            string Value() => dice.Below(3) == 0 ? $"[{dice.Of(bits[8..])},1]" : $"{{\"x\":\"{dice.Of(["a", "1.5", "::1", "1:2", "/", "99999999999999999999", "20261120", "é"])}\"}}";
            Assert.NotNull(DriftJudge.Judge(new DriftCase(Sample(Value(), 0), [Sample(Value(), 1), Sample(Value(), 2)])));
        }
    }

    private static ReplaySample Sample(string output, int hour) =>
        new(Then.AddHours(hour), TimeSpan.FromMilliseconds(5), Entries.Digest(Encoding.UTF8.GetBytes(output)), Encoding.UTF8.GetBytes(output));

    private static DriftCase Read(YamlMappingNode node)
    {
        var record = Sample(node.Map("record")!, Then);
        return new DriftCase(record, [.. node.List("runs")!.Index().Select(run => Sample((YamlMappingNode)run.Item, record.At.AddHours(1).AddSeconds(10 * run.Index)))])
        {
            DefinitionChanged = node.Scalar("definition") == "changed",
            EnvironmentChanged = node.Scalar("environment") == "changed",
            PolicySetChanged = node.Scalar("policy_set") == "changed",
        };
    }

    private static ReplaySample Sample(YamlMappingNode node, DateTimeOffset otherwise)
    {
        var at = node.Scalar("at") is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        var took = TimeSpan.FromMilliseconds(double.Parse(node.Scalar("took") ?? "5", CultureInfo.InvariantCulture));
        var output = node.Scalar("output") is { } json ? Encoding.UTF8.GetBytes(json) : null;
        return new ReplaySample(at, took, output is null ? null : Entries.Digest(output), node.Scalar("kept") == "false" ? default : output, node.Scalar("failure"));
    }
}
