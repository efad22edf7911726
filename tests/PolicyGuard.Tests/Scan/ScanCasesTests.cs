using PolicyGuard.Scan;

namespace PolicyGuard.Tests.Scan;

/// <summary>The cases of <c>spec/scan</c>.</summary>
public sealed class ScanCasesTests
{
    public static TheoryData<string> Names => [.. ScanCase.All.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_has_these_findings_and_no_others(string name)
    {
        var one = ScanCase.All.Single(one => one.Name == name);
        var found = one.Run();
        Assert.Equal(one.Find, Lines(found, static id => id >= 100));
        if (one.Uses is { } uses)
        {
            Assert.Equal(uses, Lines(found, static id => id < 90));
        }

        Assert.DoesNotContain(found, finding => one.CleanOf.Contains(finding.Rule.Id));
    }

    [Fact]
    public void Every_rule_has_a_true_and_a_false_example()
    {
        // Told of files that are too large, and of files that are not Python; they have tests of their own.
        var rules = ScanRules.All.Except([ScanRules.Incomplete, ScanRules.Secret]).Select(static rule => rule.Id).ToList();
        Assert.Empty(rules.Except(ScanCase.All.SelectMany(static one => one.Find.Concat(one.Uses ?? [])).Select(static line => line.Split(' ')[1])));
        Assert.Empty(rules.Except(ScanCase.All.SelectMany(static one => one.CleanOf)));
    }

    [Fact]
    public void Ids_are_in_order_and_given_once() =>
        Assert.Equal(ScanRules.All.Select(static rule => rule.Id).Distinct().Order(StringComparer.Ordinal), ScanRules.All.Select(static rule => rule.Id));

    private static IEnumerable<string> Lines(IEnumerable<ScanFinding> findings, Func<int, bool> which) =>
        findings.Where(finding => which(int.Parse(finding.Rule.Id["STATIC-".Length..], System.Globalization.CultureInfo.InvariantCulture)))
            .OrderBy(static finding => finding.Line).ThenBy(static finding => finding.Rule.Id, StringComparer.Ordinal)
            .Select(static finding => $"{finding.Line} {finding.Rule.Id}");
}
