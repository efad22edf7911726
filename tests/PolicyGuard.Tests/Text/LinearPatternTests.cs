using System.Text.RegularExpressions;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class LinearPatternTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "x", " ", "-", "_", "/", ".", "^", "$", "|", "*", "+", "?", "*?", "{2}", "{1,3}", "{,2}", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?>", "(?i:", "(?x)",
        "(?<n>", "(?'n'", "(?(1)", "(?#c)", "[", "]", "[^", "[a-z]", "[]a]", "[a-z-[b]]", "\\", "\\1", "\\10", "\\k<n>", "\\G", "\\b", "\\d", "\\s", "\\W", "\\.", "\\\\",
        "\\x41", "\\u0041", "\\p{L}", "\\cA", "\\0", "\\e", "\\z", "#", "é", "\u212A",
    ];

    [Fact]
    public void What_loads_never_fails_when_it_is_first_used()
    {
        var dice = new Dice(20261121);
        var accepted = 0;
        for (var i = 0; i < 6_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, 1 + dice.Below(7)).Select(_ => dice.Of(Pieces)));
            if (LinearPattern.TryCreate(pattern, out var made, out _))
            {
                accepted++;
                Assert.True(Record.Exception(() => made!.IsMatch("a-b/x")) is null, pattern);
            }
        }

        Assert.InRange(accepted, 500, 6_000);
    }

    [Theory]
    [InlineData(@"(a)\1", "linear time")]
    [InlineData("a(?=b)", "linear time")]
    [InlineData("(?<!a)b", "linear time")]
    [InlineData("(?>a*)b", "linear time")]
    [InlineData(@"\Ga", "linear time")]
    [InlineData("[a", "unterminated [] set at offset 2")]
    [InlineData("a)(b", "too many )'s")]
    [InlineData("*a", "quantifier")]
    [InlineData("(a{200}){200}", "40000 positions")]
    [InlineData("((a{50}){50}){50}", "positions")]
    [InlineData("a{99999999999}", "positions")]
    public void A_pattern_that_cannot_be_matched_in_linear_time_is_refused(string pattern, string why)
    {
        Assert.False(LinearPattern.TryCreate(pattern, out _, out var fault));
        Assert.Contains(why, fault, StringComparison.OrdinalIgnoreCase);
        Assert.False(LinearPattern.TryCreateWhole(pattern, out _, out _));
    }

    [Fact]
    public void A_pattern_that_is_too_long_is_refused() => Assert.False(LinearPattern.TryCreate(new string('a', 2001), out _, out _));

    [Theory]
    [InlineData("sudo", "SUDO rm", true)]
    [InlineData("^sudo$", "sudo\n", true)]
    [InlineData("a.c", "a\nc", false)]
    [InlineData("k", "\u212A", true)]
    public void A_pattern_is_searched_for_in_any_letter_case(string pattern, string text, bool found)
    {
        Assert.True(LinearPattern.TryCreate(pattern, out var made, out _));
        Assert.Equal(found, made!.IsMatch(text));
    }

    [Theory]
    [InlineData("a|ab", "ab", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("delete_x", "delete_x\n", false)]
    [InlineData("^delete_x$", "delete_x\n", false)]
    public void A_whole_pattern_takes_no_more_and_no_less_than_the_text(string pattern, string text, bool matches)
    {
        Assert.True(LinearPattern.TryCreateWhole(pattern, out var made, out _));
        Assert.Equal(matches, made!.IsMatch(text));
    }

    // Each of these takes a backtracking engine longer than the universe has.
    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){20}")]
    [InlineData("(x+x+)+y")]
    [InlineData(@"^(([a-z])+.)+[A-Z]([a-z])+$")]
    public void A_pattern_made_to_explode_comes_to_an_end(string pattern)
    {
        Assert.True(LinearPattern.TryCreate(pattern, out var made, out _));
        made!.IsMatch(new string('a', 100_000) + "!");
        made.IsMatch(new string('x', 100_000));
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("a{10}", 10)]
    [InlineData("(ab){10}", 20)]
    [InlineData("(a{10}){10}", 100)]
    [InlineData("[abc]{5}", 5)]
    [InlineData("[{}]x", 2)]
    [InlineData(@"\{x{3}", 4)]
    [InlineData("a{2,}", 2)]
    [InlineData("a{x}", 4)]
    [InlineData("a{0}", 1)]
    public void The_size_of_a_pattern_is_that_of_what_it_unrolls_to(string pattern, int size) => Assert.Equal(size, PatternSize.Estimate(pattern));

    [Theory]
    [InlineData("shell_.*", "shell_*")]
    [InlineData("^http_post$", "http_post")]
    [InlineData(".*", "*")]
    [InlineData("a.b", "a?b")]
    [InlineData(@"ns\.tool", "ns.tool")]
    [InlineData("run_.+", "run_?*")]
    [InlineData("a|b", null)]
    [InlineData("ab?", null)]
    [InlineData("[ab]", null)]
    [InlineData("a.?", null)]
    [InlineData("(?:a)", null)]
    [InlineData(@"a\$", null)]
    public void A_regular_expression_that_says_no_more_than_a_glob_becomes_one(string regex, string? glob) => Assert.Equal(glob, NameRegex.AsGlob(regex));

    [Theory]
    [InlineData("execute_[a-z]+", "execute_")]
    [InlineData("^Execute_(a|b)", "execute_")]
    [InlineData("ab?c", "a")]
    [InlineData("a|b", "")]
    [InlineData("a[(]|b", "")]
    [InlineData("(a|b)c", "")]
    [InlineData("ab+", "ab")]
    [InlineData(@"a\d", "a")]
    public void Only_what_is_certain_is_taken_for_a_beginning(string regex, string prefix) => Assert.Equal(prefix, NameRegex.Prefix(regex));

    [Theory]
    [InlineData("delete-.*x?", "delete_.*x?")]
    [InlineData("[a-z-]+", "[a-z_]+")]
    [InlineData(@"a\-b", "a_b")]
    [InlineData("[^-a]", "[^_a]")]
    [InlineData("a b", "a_b")]
    [InlineData("dеl", "del")]
    public void A_regular_expression_is_folded_as_names_are(string regex, string folded) => Assert.Equal(folded, NameRegex.Fold(regex));

    [Fact]
    public void The_engine_never_backtracks()
    {
        Assert.True(LinearPattern.TryCreate("(?i:a)", out var made, out _));
        Assert.True(made!.Warm().Options.HasFlag(RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }
}
