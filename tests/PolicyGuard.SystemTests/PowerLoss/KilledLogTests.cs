using PolicyGuard.SystemTests.Contract;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>kill -9 again and again over one data folder, with two processes that call and publish.</summary>
public sealed class KilledLogTests
{
    private const int Rounds = 20;

    [Fact]
    [Keeps("the entry MUST survive a killed process")]
    public async Task Whatever_was_acknowledged_is_there_after_each_of_twenty_kills_and_the_log_is_good()
    {
        var dice = new Random(9);
        using var folder = new TempFolder();
        var said = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            using (var one = new Storm(await HostProcess.StartAsync("calls", folder.Path, $"{round}a", "16", "Auto", "400"), said))
            using (var other = new Storm(await HostProcess.StartAsync("calls", folder.Path, $"{round}b", "4", "Auto", "400"), said))
            {
                await Task.WhenAll(one.KillAfterAsync(dice.Next(1, 500)), other.KillAfterAsync(dice.Next(1, 100)));
            }

            var promised = Promises.Of(said);
            var found = await Aftermath.CheckAsync(folder.Path, promised, all: true);
            Assert.Empty(promised.Unpublished);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {promised.Entries.Count} entries and {promised.Checkpoints.Count} checkpoints acknowledged, {found} entries found");
        }
    }
}
