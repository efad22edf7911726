using System.Text;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint.Layers;

public sealed class AnchorFilterTests
{
    private static readonly IReadOnlyList<string> Anchors = ["a", "@", "sk", "xy", "-----BEGIN ", "password", "ghp_", "key", "AKIA", "пароль", "t", "eee", "aab", "abab", "zz/"];

    [Fact]
    public void Every_anchor_is_found_that_a_plain_search_finds_and_no_other()
    {
        var filter = new AnchorFilter();
        for (var i = 0; i < Anchors.Count; i++)
        {
            filter.Add(Anchors[i], i);
        }

        var dice = new Dice(3);
        Span<ulong> marks = stackalloc ulong[1];
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, dice.Below(12)).Select(_ => dice.Below(3) == 0 ? dice.Of(Anchors) : ((char)(32 + dice.Below(95))).ToString()));
            text = dice.Below(2) == 0 ? text.ToUpperInvariant() : text;
            marks.Clear();
            filter.Find(Encoding.UTF8.GetBytes(text), marks);
            for (var i = 0; i < Anchors.Count; i++)
            {
                var stands = text.Contains(Anchors[i], Anchors[i] == "пароль" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
                Assert.True(stands == ((marks[0] >> i & 1) == 1), $"`{Anchors[i]}` in `{text}`");
            }
        }
    }
}
