using System.Reflection;
using System.Text.RegularExpressions;
using PolicyGuard.Calls;

namespace PolicyGuard.SystemTests.Docs;

/// <summary><c>docs/reasons.md</c> is the closed list that the code has.</summary>
public sealed class ReasonsTests
{
    private static readonly List<string> InCode =
        [.. typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private static readonly List<string[]> Rows =
    [
        .. Repository.Read("docs", "reasons.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    [Fact]
    public void Every_reason_in_the_code_is_explained_once_and_nothing_else_is() =>
        Assert.Equal(InCode.Order(StringComparer.Ordinal), Rows.Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_reason_says_what_it_means_and_what_to_do() => Assert.All(Rows, row =>
    {
        Assert.Equal(3, row.Length);
        Assert.All(row[1..], cell => Assert.EndsWith(".", cell, StringComparison.Ordinal));
    });

    [Fact]
    public void A_reason_is_a_group_and_a_word_and_no_two_are_alike()
    {
        Assert.All(InCode, id => Assert.Matches(new Regex("^[a-z]+\\.[a-z0-9_]+$", RegexOptions.NonBacktracking), id));
        Assert.Equal(InCode.Count, InCode.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void No_source_file_spells_a_reason_itself()
    {
        var spelled = new Regex($"\"({string.Join('|', InCode.Select(Regex.Escape))})\"", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var offenders = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "Reasons.cs" && spelled.IsMatch(File.ReadAllText(file)));
        Assert.Empty(offenders);
    }
}
