using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class GlobPropertiesTests
{
    private static readonly string[] Pieces = ["a", "b", "*", "*", "?", "[ab]", "[!a]", "ab"];

    [Fact]
    public void A_glob_matches_what_a_naive_matcher_matches()
    {
        var dice = new Dice(7);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, 1 + dice.Below(7)).Select(_ => dice.Of(Pieces)));
            var text = string.Concat(Enumerable.Range(0, dice.Below(9)).Select(_ => dice.Of(["a", "b", "c"])));
            Assert.True(Glob.TryParseName(pattern, opaque: false, out var glob, out var fault), $"{pattern}: {fault}");
            Assert.True(Naive(pattern, text) == glob!.IsMatch(text), $"{pattern} on {text}");
            Assert.True(Naive(pattern, text) == glob.IsMatchIgnoreCase(text.ToUpperInvariant()), $"{pattern} on {text} in upper case");
        }
    }

    [Fact]
    public void What_a_glob_says_of_itself_is_so()
    {
        var dice = new Dice(8);
        for (var i = 0; i < 5_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, 1 + dice.Below(5)).Select(_ => dice.Of(Pieces)));
            var text = string.Concat(Enumerable.Range(0, dice.Below(6)).Select(_ => dice.Of(["a", "b"])));
            Assert.True(Glob.TryParseName(pattern, opaque: false, out var glob, out _));
            Assert.True(!glob!.MatchesAll || glob.IsMatch(text), pattern);
            Assert.True(!glob.IsMatch(text) || (text.StartsWith(glob.Prefix, StringComparison.Ordinal) && text.EndsWith(glob.Suffix, StringComparison.Ordinal)), pattern);
            Assert.True(glob.Literal is null || glob.IsMatch(text) == (text == glob.Literal), pattern);
            Assert.True(Glob.TryParseName(glob.ToString(), opaque: false, out var again, out _), glob.ToString());
            Assert.True(again!.IsMatch(text) == glob.IsMatch(text), pattern);
        }
    }

    // 280 seconds were not enough for the regular expression that one of the systems before us made of this.
    [Theory]
    [InlineData("*a*a*a*a*a*a*b")]
    [InlineData("*a?*a?*a?*a?*[b]")]
    [InlineData("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")]
    public void A_glob_made_to_explode_comes_to_an_end(string pattern)
    {
        Assert.True(Glob.TryParseValue(pattern, out var glob, out _));
        Assert.False(glob!.IsMatch(new string('a', 200_000)));
        Assert.False(glob.IsMatchIgnoreCase(new string('A', 200_000)));
    }

    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Naive(pattern[1..], text) || (!text.IsEmpty && Naive(pattern, text[1..]));
        }

        if (text.IsEmpty)
        {
            return false;
        }

        if (pattern[0] == '[')
        {
            var end = pattern.IndexOf(']');
            var negated = pattern[1] == '!';
            var set = pattern[(negated ? 2 : 1)..end];
            return set.Contains(text[0]) != negated && Naive(pattern[(end + 1)..], text[1..]);
        }

        return (pattern[0] == '?' || pattern[0] == text[0]) && Naive(pattern[1..], text[1..]);
    }
}
