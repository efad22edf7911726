using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Intent;

/// <summary>What a flow remembers is bounded, and nothing is forgotten to make room.</summary>
public sealed class IntentPathTests
{
    [Fact]
    public void The_latest_tool_comes_first_and_each_is_there_once()
    {
        var path = Policies.Path("a", "b", "fs/a", "a", "a");
        Assert.Equal("a ← a ← b", path.ToString());
        Assert.Equal([(null, 4L), ("fs", 3L), (null, 2L)], path.Steps.Select(step => (step.Upstream, step.Move)));
        Assert.Equal(4, path.Moves);
    }

    [Fact]
    public void A_tool_that_was_the_last_moves_nothing()
    {
        var path = Policies.Path("a");
        Assert.Same(path, path.After(null, CanonicalName.Of("A")));
        Assert.NotSame(path, path.After("fs", CanonicalName.Of("a")));
    }

    [Fact]
    public void When_a_path_is_full_a_new_tool_has_no_place_and_a_known_one_has()
    {
        var path = IntentPath.Empty;
        for (var i = 0; i < IntentPath.MostTools; i++)
        {
            path = path.After(null, CanonicalName.Of($"t{i}"))!;
        }

        Assert.Null(path.After(null, CanonicalName.Of("one_more")));
        Assert.Equal("t0", path.After(null, CanonicalName.Of("t0"))!.Last!.Tool.Full);
    }

    [Fact]
    public void Long_names_fill_a_path_before_its_bytes_outgrow_their_bound()
    {
        var path = IntentPath.Empty;
        IntentPath? next = path;
        for (var i = 0; next is not null; i++)
        {
            path = next;
            next = path.After("up", CanonicalName.Of($"{i}{new string('x', 2000)}"));
        }

        Assert.Equal(8, path.Steps.Count);
        Assert.InRange(path.ToBytes().Length, 15_000, IntentPath.MostBytes);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var dice = new Dice(5);
        for (var round = 0; round < 200; round++)
        {
            var path = Policies.Path([.. Enumerable.Range(0, dice.Below(30)).Select(_ => $"{(dice.Below(2) == 0 ? "" : "fs/")}tool_{dice.Below(12)}")]);
            var read = IntentPath.FromBytes(path.ToBytes());
            Assert.Equal(path.ToBytes(), read.ToBytes());
            Assert.Equal(path.Steps.Select(Shown), read.Steps.Select(Shown));
            Assert.Equal(path.After("n", CanonicalName.Of("new"))!.ToBytes(), read.After("n", CanonicalName.Of("new"))!.ToBytes());
        }
    }

    [Fact]
    public void Bytes_that_nobody_wrote_are_refused_and_never_taken_for_a_shorter_path()
    {
        var whole = Policies.Path("fs/a", "b", "c").ToBytes();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FormatException>(() => IntentPath.FromBytes(whole.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => IntentPath.FromBytes([.. whole, .. whole]));
        for (var at = 0; at < whole.Length; at++)
        {
            var broken = (byte[])whole.Clone();
            broken[at] ^= 0x80;
            Assert.True(Record.Exception(() => IntentPath.FromBytes(broken)) is null or FormatException, $"byte {at}");
        }
    }

    [Fact]
    public void A_move_is_taken_back_and_what_others_did_since_stays()
    {
        var before = Policies.Path("a", "b");
        var moved = before.After(null, CanonicalName.Of("a"))!;
        var since = moved.After(null, CanonicalName.Of("c"))!;

        Assert.Equal("b ← a", moved.Without(moved.Last!, before).ToString());
        Assert.Equal("c ← b ← a", since.Without(moved.Last!, before).ToString());
        Assert.Equal("c ← b ← a", IntentPath.FromBytes(since.Without(moved.Last!, before).ToBytes()).ToString());
    }

    [Fact]
    public void A_move_of_a_new_tool_that_is_taken_back_leaves_nothing_of_it()
    {
        var before = Policies.Path("a");
        var moved = before.After(null, CanonicalName.Of("b"))!;
        var back = moved.Without(moved.Last!, before);
        Assert.Equal("a", back.ToString());
        Assert.Equal(before.ToBytes().Length, back.ToBytes().Length);
        Assert.Same(back, back.Without(moved.Last!, before));
    }

    [Fact]
    public void A_move_that_somebody_repeated_since_is_not_taken_back()
    {
        var before = Policies.Path("a");
        var moved = before.After(null, CanonicalName.Of("b"))!;
        var since = moved.After(null, CanonicalName.Of("c"))!.After(null, CanonicalName.Of("b"))!;
        Assert.Same(since, since.Without(moved.Last!, before));
    }

    private static (string?, string, string, long) Shown(PathStep step) => (step.Upstream, step.Tool.Full, step.Tool.Leaf, step.Move);
}
