using System.Reflection;
using System.Text.RegularExpressions;

namespace PolicyGuard.SystemTests.Contract;

/// <summary>A promise is a comment with MUST and a test: none is without one, and no test speaks of a promise that nobody makes.</summary>
public sealed partial class ContractTests
{
    private static readonly string[] Files = ["Ledger.cs", "ILedgerStore.cs", "Checkpoints/ILogStore.cs"];

    public static TheoryData<string> Contracts => [.. Files];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_MUST_has_a_test(string file)
    {
        var text = Remarks(file);
        var promises = Promise().Matches(text);
        Assert.True(promises.Count >= 3, $"{file}: {promises.Count} promises were found");
        var kept = Kept().Select(static test => test.Words).ToList();
        Assert.All(promises, promise => Assert.True(
            kept.Exists(words => Covers(text, words, promise.Index)),
            $"{file}: no test keeps “…{text[Math.Max(0, promise.Index - 60)..Math.Min(text.Length, promise.Index + 80)]}…”; mark one with [Keeps(\"…\")]"));
    }

    [Fact]
    public void Every_test_that_keeps_a_promise_names_one()
    {
        var all = string.Join("\n\n", Files.Select(Remarks));
        Assert.All(Kept(), test =>
        {
            Assert.True(Promise().IsMatch(test.Words), $"{test.Name}: “{test.Words}” has no MUST or MAY in it");
            Assert.True(all.Split(test.Words).Length == 2, $"{test.Name} keeps “{test.Words}”, which stands {all.Split(test.Words).Length - 1} times in the contracts");
            Assert.True(test.IsTest, $"{test.Name} is no test");
        });
    }

    private static bool Covers(string text, string words, int at)
    {
        var found = text.IndexOf(words, StringComparison.Ordinal);
        return found >= 0 && found <= at && at < found + words.Length;
    }

    private static IEnumerable<(string Name, string Words, bool IsTest)> Kept() =>
        from method in typeof(ContractTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods())
        from keeps in method.GetCustomAttributes<KeepsAttribute>()
        select ($"{method.DeclaringType!.Name}.{method.Name}", keeps.Words, method.GetCustomAttributes<FactAttribute>().Any());

    // The remarks of a file's main type as one line of prose, references as the last word of their names.
    private static string Remarks(string file)
    {
        var source = File.ReadAllText(Path.Combine(Root(), "src", "PolicyGuard", "Ledger", file));
        var remarks = source[source.IndexOf("<remarks>", StringComparison.Ordinal)..source.IndexOf("</remarks>", StringComparison.Ordinal)];
        var words = Reference().Replace(remarks, "$1").Replace("///", " ");
        return Blank().Replace(words, " ");
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PolicyGuard.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("the repository's folder");
    }

    [GeneratedRegex(@"\b(MUST|MAY)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Promise();

    [GeneratedRegex("""<see cref="(?:[A-Za-z]+\.)?([A-Za-z]+)"/>""", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blank();
}
