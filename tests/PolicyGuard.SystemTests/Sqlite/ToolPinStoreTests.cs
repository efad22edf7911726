namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A tool's definition cannot change without somebody noticing.</summary>
public sealed class ToolPinStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_changed_definition_is_quarantined_for_everybody_until_it_is_accepted()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        Assert.Null(await other.ToolPins.FindAsync("up", "t"));
        Assert.False((await store.ToolPins.PinAsync("up", "t", "h1", "{1}")).Quarantined);
        Assert.Equal("h1", (await other.ToolPins.FindAsync("up", "t"))!.Hash);

        var changed = await store.ToolPins.PinAsync("up", "t", "h2", "{2}");
        Assert.Equal(("h1", "{1}", "h2", "{2}"), (changed.Hash, changed.Definition, changed.ChangedHash, changed.ChangedDefinition));
        Assert.True((await other.ToolPins.FindAsync("up", "t"))!.Quarantined);

        _clock.Now = _clock.Now.AddHours(1);
        Assert.True(await other.ToolPins.AcceptAsync("up", "t"));
        Assert.False(await other.ToolPins.AcceptAsync("up", "t"));
        var accepted = (await store.ToolPins.FindAsync("up", "t"))!;
        Assert.Equal(("h2", "{2}", null, null, _clock.Now), (accepted.Hash, accepted.Definition, accepted.ChangedHash, accepted.ChangedDefinition, accepted.PinnedAt));
        Assert.False((await store.ToolPins.PinAsync("up", "t", "h2", "{2}")).Quarantined);
    }

    [Fact]
    public async Task Showing_the_old_definition_again_does_not_lift_a_quarantine()
    {
        await using var store = _folder.Open(_clock);
        await store.ToolPins.PinAsync("up", "t", "h1", "{1}");
        await store.ToolPins.PinAsync("up", "t", "h2", "{2}");
        Assert.Equal("h2", (await store.ToolPins.PinAsync("up", "t", "h1", "{1}")).ChangedHash);
        Assert.Equal("h3", (await store.ToolPins.PinAsync("up", "t", "h3", "{3}")).ChangedHash);
    }

    [Fact]
    public async Task Tools_of_two_upstreams_and_of_two_spellings_are_two()
    {
        await using var store = _folder.Open(_clock);
        await store.ToolPins.PinAsync("up", "t", "h1", "{1}");
        Assert.False((await store.ToolPins.PinAsync("up2", "t", "h2", "{2}")).Quarantined);
        Assert.False((await store.ToolPins.PinAsync("up", "T", "h3", "{3}")).Quarantined);
        Assert.Equal(3, (await store.ToolPins.ListAsync()).Count);
    }

    [Fact]
    public async Task Of_racing_first_sights_one_is_pinned_and_the_other_is_quarantined()
    {
        await using var store = _folder.Open();
        await using var other = _folder.Open();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(
                Task.Run(async () => await store.ToolPins.PinAsync("up", $"t{round}", "h1", "{1}")),
                Task.Run(async () => await other.ToolPins.PinAsync("up", $"t{round}", "h2", "{2}")));
            var pin = (await store.ToolPins.FindAsync("up", $"t{round}"))!;
            Assert.Equal(["h1", "h2"], new[] { pin.Hash, pin.ChangedHash! }.Order());
        }
    }

    [Fact]
    public async Task A_definition_that_is_held_is_pinned_only_when_it_is_accepted()
    {
        await using var store = _folder.Open(_clock);
        Assert.True((await store.ToolPins.HoldAsync("up", "t", "h1", "{1}")).Held);
        Assert.True((await store.ToolPins.PinAsync("up", "t", "h1", "{1}")).Held);
        Assert.Equal("h2", (await store.ToolPins.PinAsync("up", "t", "h2", "{2}")).ChangedHash);
        Assert.True(await store.ToolPins.AcceptAsync("up", "t"));
        var pin = await store.ToolPins.FindAsync("up", "t");
        Assert.Equal(("h2", false, false), (pin!.Hash, pin.Held, pin.Quarantined));
        Assert.False((await store.ToolPins.HoldAsync("up", "t", "h2", "{2}")).Quarantined);
    }
}
