using PolicyGuard.SystemTests.Contract;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>The power fails while calls are made and checkpoints published: what was promised to survive that is there, and the log goes on.</summary>
public sealed class PowerLossTests
{
    [Theory]
    [Keeps("the entry MUST survive power loss")]
    [InlineData(1, "Auto", 200)]
    [InlineData(2, "Full", 200)]
    [InlineData(3, "Auto", 30_000)]
    [InlineData(4, "Normal", 2000)]
    public async Task What_was_promised_is_there_after_power_loss_at_any_moment_and_the_log_goes_on(int seed, string mode, int longest)
    {
        var dice = new Random(seed);
        using var disk = PowerLossDisk.Make();
        var said = new List<string>();

        // Twice on one folder: the second time a log with a past is opened.
        for (var life = 0; life < 2; life++)
        {
            using (var one = new Storm(await disk.StartAsync("calls", $"{life}a", "24", mode, $"{longest}"), said))
            using (var other = new Storm(await disk.StartAsync("calls", $"{life}b", "4", mode, $"{longest}"), said))
            {
                // Power fails while they go on: what they had said until then stands.
                for (var moment = 0; moment < 2; moment++)
                {
                    await one.SaysAsync(dice.Next(50, 300));
                    var before = Copy(said);
                    using var image = disk.Image();
                    await CheckAsync(image, before, $"seed {seed}, life {life}, moment {moment}");
                }

                await Task.WhenAll(one.KillAfterAsync(dice.Next(300, 1200)), other.KillAfterAsync(dice.Next(20, 100)));
            }

            using var last = disk.Image();
            await CheckAsync(last, said, $"seed {seed}, life {life}, killed");
            using var torn = disk.TornImage(dice);
            await CheckAsync(torn, said, $"seed {seed}, life {life}, torn");
        }
    }

    [Fact]
    public async Task An_entry_of_one_process_survives_power_loss_though_another_made_the_files()
    {
        using var disk = PowerLossDisk.Make();
        using var maker = await disk.StartAsync("append", "idle", "0", "Full");
        using var writer = new Storm(await disk.StartAsync("append", "n", "20", "Full", "60000"), []);
        await writer.SaysAsync(20);
        using var image = disk.Image();
        await using var store = image.Open();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"n-{i}"), (await Entries.AllAsync(store.Ledger)).Select(Entries.Id));
    }

    [Fact]
    [Keeps("every entry before it MUST survive power loss")]
    public async Task Every_entry_before_a_size_that_was_settled_survives_power_loss()
    {
        using var disk = PowerLossDisk.Make();
        var said = new List<string>();
        var settling = await disk.StartAsync("settle", "700");
        disk.Stall();
        using var host = new Storm(settling, said);

        // While no sync ends there is no answer, however long one waits.
        await Task.Delay(1000);
        Assert.Empty(said);
        disk.GoOn();
        await host.SaysAsync(1);
        Assert.Equal("700", said[0]);
        using var image = disk.Image();
        await using var store = image.Open();
        Assert.Equal(700, (await Entries.AllAsync(store.Ledger)).Count);
    }

    [Fact]
    public async Task The_disk_that_loses_everything_unsynced_does_lose_what_is_only_promised_to_survive_a_kill()
    {
        // Else the tests above would prove nothing: 400 entries in less than the 25 ms after which they are synced, whatever the machine does.
        using var disk = PowerLossDisk.Make();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var said = new List<string>();
            using var host = new Storm(await disk.StartAsync("append", $"{attempt}", "100000", "Normal"), said);
            await host.KillAfterAsync(400);
            using var image = disk.Image();
            await using var store = image.Open();
            if ((await Entries.AllAsync(store.Ledger)).Count <= HostProcess.Index(said[^1]))
            {
                return;
            }
        }

        Assert.Fail("nothing was ever lost");
    }

    private static List<string> Copy(List<string> said)
    {
        lock (said)
        {
            return [.. said];
        }
    }

    private static async Task CheckAsync(TempFolder image, List<string> said, string when)
    {
        var promised = Promises.Of(said);
        try
        {
            var found = await Aftermath.CheckAsync(image.Path, promised, all: false);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{when}: {promised.Entries.Count} entries acknowledged ({promised.Entries.Count(static e => e.Full)} at full), {promised.Checkpoints.Count} checkpoints; {found} entries found");
            Assert.Empty(promised.Unpublished);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{when}: {e.Message}", e);
        }
    }
}
