using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>The power fails while calls are made and checkpoints published: what was promised to survive that is there, and the log goes on.</summary>
public sealed class PowerLossTests
{
    // A run that fails says its number; alone it is repeated by putting it here.
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_was_synced_is_whole_and_goes_on(int seed)
    {
        var dice = new Random(seed);
        using var disk = PowerLossDisk.Make();
        var longest = dice.Next(2) == 0 ? 200 : 20_000;
        var mode = seed % 2 == 0 ? "Full" : "Auto";

        // Twice on one folder: the second time a log with a past is opened.
        var before = new List<string>();
        for (var life = 0; life < 2; life++)
        {
            using var one = await disk.StartAsync("calls", $"{life}a", "24", mode, $"{longest}");
            using var other = await disk.StartAsync("calls", $"{life}b", "4", mode, $"{longest}");
            var said = await Task.WhenAll(
                one.RunAndKillAsync(TimeSpan.FromMilliseconds(dice.Next(200, 1500))),
                other.RunAndKillAsync(TimeSpan.FromMilliseconds(dice.Next(200, 1500))));
            before.AddRange(said.SelectMany(static lines => lines));
            var promised = Promises.Of(before);
            using var image = disk.Image();
            var found = await Aftermath.CheckAsync(image.Path, promised, all: false);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"seed {seed}, life {life}: {promised.Entries.Count} entries acknowledged ({promised.Entries.Count(static e => e.Full)} at full), {promised.Checkpoints.Count} checkpoints; {found} entries found");
            Assert.Empty(promised.Unpublished);
        }
    }
}
