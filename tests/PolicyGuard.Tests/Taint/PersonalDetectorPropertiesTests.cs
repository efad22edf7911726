using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PolicyGuard.Taint.Detectors;
using PolicyGuard.Taint.Detectors.Personal;

namespace PolicyGuard.Tests.Taint;

public sealed class PersonalDetectorPropertiesTests
{
    private static readonly FsCheck.Config Repeatable = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true).WithReplay(20261129, 17);

    // Pieces of every example, so that what is drawn is almost an id, again and again.
    private static readonly string[] Pieces =
    [
        .. JsonDocument.Parse(Spec.Text("detectors/personal.json")).RootElement.EnumerateArray().SelectMany(static c => c.GetProperty("found").EnumerateArray()).Select(static t => t.GetString()!),
        "@", "+", "(", ")", "x", "-", " ", ":", "::", ".", "\"", "=", "bc1", "0x", "1", "3", "00", "00000000000000000000", "\u0E01", "é", "\uD83D", "\n",
    ];

    [Fact]
    public void Whatever_the_text_a_hit_lies_in_it_behind_where_the_search_began()
    {
        var texts = Gen.Elements(Pieces).Select(static p => p.Replace("‹", "", StringComparison.Ordinal).Replace("›", "", StringComparison.Ordinal));
        var cut = from parts in texts.ArrayOf(6) from skip in Gen.Choose(0, 12) select string.Concat(parts)[Math.Min(skip, string.Concat(parts).Length)..];
        Prop.ForAll(cut.ToArbitrary(), static text =>
        {
            foreach (var detector in PersonalDetectors.All)
            {
                for (var from = 0; from <= text.Length;)
                {
                    var hit = detector.Next(text, from);
                    if (hit.Length == 0)
                    {
                        break;
                    }

                    Assert.True(hit.Start >= from && hit.Start + hit.Length <= text.Length, $"{detector.Id} hits {hit} in '{text}' from {from}");
                    from = hit.Start + hit.Length;
                }

                var member = detector.OfMember(text, text);
                Assert.True(member.Start >= 0 && member.Start + member.Length <= text.Length, detector.Id);
            }
        }).Check(Repeatable);
    }

    [Fact]
    public void The_walk_over_digits_leaves_exactly_the_ids_that_hit_and_no_other_detector_out()
    {
        var detectors = PersonalDetectors.All;
        var walk = new IdWalk(detectors, 2);
        var (dice, hits) = (new Dice(31), 0);
        Span<ulong> marks = stackalloc ulong[2];
        for (var round = 0; round < 6_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + dice.Below(5)).Select(_ => dice.Of(Pieces).Replace("‹", "", StringComparison.Ordinal).Replace("›", "", StringComparison.Ordinal)));
            text = text[dice.Below(text.Length + 1)..];
            marks.Fill(ulong.MaxValue);
            walk.Narrow(text, marks);
            for (var i = 0; i < detectors.Count; i++)
            {
                var expected = detectors[i] is not ShapedId || detectors[i].Next(text, 0).Length > 0;
                hits += expected && detectors[i] is ShapedId ? 1 : 0;
                Assert.True(expected == ((marks[i >> 6] >> i & 1) == 1), $"{detectors[i].Id} in '{text}'");
            }
        }

        Assert.True(hits > 1_000, $"{hits} hits were compared");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("\"@")]
    [InlineData("é@")]
    [InlineData(" -")]
    [InlineData("1 ")]
    [InlineData("1-")]
    [InlineData("123 ")]
    [InlineData("4111 ")]
    [InlineData("+1")]
    [InlineData("(1")]
    [InlineData("0 (")]
    [InlineData(":")]
    [InlineData("2a02:")]
    [InlineData("1.")]
    [InlineData("DE1")]
    [InlineData("bc1")]
    [InlineData("1A1zP1eP5QGefi2D")]
    [InlineData("0x")]
    [InlineData("born ")]
    [InlineData("swift bic ")]
    [InlineData("1 Elm street ")]
    [InlineData("a0000000a ")]
    [InlineData("aaaaaa00a00a000a")]
    [InlineData("passport 123456789 ")]
    [InlineData("123456782 ")]
    public void Hostile_characters_are_read_to_their_end(string unit)
    {
        // Not timed: anything quadratic would still be running when the test run is stopped.
        var text = string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length));
        foreach (var detector in PersonalDetectors.All)
        {
            var from = 0;
            while (from < text.Length && detector.Next(text, from) is { Length: > 0 } hit)
            {
                Assert.True(hit.Start >= from);
                from = hit.Start + hit.Length;
            }
        }
    }

    [Fact]
    public void A_number_that_stands_alone_counts_by_its_check_digit_only_where_no_name_says_otherwise()
    {
        var routing = PersonalDetectors.All.Single(static d => d.Id == "us-bank-routing-number");
        Assert.Equal(9, routing.OfMember("", "021000021").Length);
        Assert.Equal(0, routing.OfMember("", "021000022").Length);
        Assert.Equal(0, routing.OfMember("", "021000021 and more").Length);
        Assert.Equal(0, routing.OfMember("order_id", "021000021").Length);
        Assert.Equal(0, routing.Next("021000021", 0).Length);
    }
}
