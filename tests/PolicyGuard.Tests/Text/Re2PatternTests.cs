using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class Re2PatternTests
{
    [Theory]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("(?m)^a$", "a\nb", true)]
    [InlineData("[[:alnum:]_]{3}", "a_1", true)]
    [InlineData("[^[:digit:]]x", "1x", false)]
    [InlineData("\\d", "\u0661", false)]
    [InlineData("[\\w-]+z", "-z", true)]
    [InlineData("\\w", "\u00E9", false)]
    [InlineData("(?i)key", "KEY", true)]
    [InlineData("key", "KEY", false)]
    [InlineData("a(?i)b", "aB", true)]
    [InlineData("a(?i:b)c", "aBC", false)]
    [InlineData("(?P<name>x)", "x", true)]
    [InlineData("\\Qa.b\\Ec", "a.bc", true)]
    [InlineData("\\Qa.b\\Ec", "axbc", false)]
    [InlineData("\\x{41}\\pL", "Ab", true)]
    [InlineData("[[]", "[", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-c[]", "[", true)]
    [InlineData("\\_\\-\\/", "_-/", true)]
    [InlineData("x\\z", "x\n", false)]
    [InlineData("[\\s\\S]", "x", true)]
    public void Means_what_it_means_there(string pattern, string text, bool matches)
    {
        Assert.True(Re2Pattern.TryTranslate(pattern, out var translated, out var fault), fault);
        Assert.True(LinearPattern.TryCreateExact(pattern, translated, out var compiled, out fault), fault);
        Assert.Equal(matches, compiled!.IsMatch(text));
    }

    [Theory]
    [InlineData("a++b")]
    [InlineData("(?U)a+")]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)b")]
    [InlineData("(a)\\1")]
    [InlineData("[[:^digit:]]")]
    [InlineData("[abc")]
    [InlineData("a\\")]
    [InlineData("(?>a)")]
    [InlineData("\\C")]
    [InlineData("a{1500}{2}")]
    public void Refuses_what_cannot_be_said(string pattern) => Assert.False(
        Re2Pattern.TryTranslate(pattern, out var translated, out _) && LinearPattern.TryCreateExact(pattern, translated, out _, out _));
}
