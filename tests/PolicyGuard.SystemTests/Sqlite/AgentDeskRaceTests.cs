using PolicyGuard.Calls;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Several processes at one registry. An earlier program of this kind kept 3 of 160 agents.</summary>
public sealed class AgentDeskRaceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_what_four_processes_register_change_and_suspend_nothing_is_lost()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => HostProcess.StartAsync("desk", _folder.Path, $"p{i}", "40")));
        var said = await Task.WhenAll(hosts.Select(host => host.RunAsync()));
        Array.ForEach(hosts, host => host.Dispose());

        await using var store = _folder.Open();
        var agents = await store.Agents.ListAsync();
        Assert.Equal(160, agents.Count(static agent => agent.Id != "shared" && agent is { Version: 1, Trust: TrustLevel.Low }));
        Assert.All(said.SelectMany(static lines => lines), static line => Assert.Matches("^(p[0-3]-[0-9]+|shared) [0-9]+ $", line));

        // One suspension came first; none of the changes that raced with it, or came after, lifted it.
        var shared = agents.Single(static agent => agent.Id == "shared");
        Assert.Equal(AgentStatus.Suspended, shared.Status);
        var history = await store.Agents.HistoryAsync("shared", 1000);
        Assert.Equal(Enumerable.Range(1, (int)shared.Version).Reverse().Select(static n => (long)n), history.Select(static version => version.Version));
        Assert.Single(history.Zip(history.Skip(1)), static pair => pair.First.Status != pair.Second.Status);
        foreach (var process in Enumerable.Range(0, 4))
        {
            Assert.Equal(39, history.Count(version => version.UpdatedBy == $"cli:p{process}" && version.UpdateNote is null));
        }

        // Each act is in the log, and each that was not done is told as such: what is left is what the registry shows.
        var reasons = new List<string>();
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { Kind = EntryKind.Event, Limit = 10_000, NewestFirst = false }))
        {
            reasons.Add(System.Text.Json.JsonDocument.Parse(entry.Json).RootElement.GetProperty("reason").GetString()!);
        }

        var announced = reasons.Count(static reason => reason is Reasons.AgentRegistered or Reasons.AgentChanged or Reasons.AgentSuspension);
        Assert.Equal(160 + shared.Version, announced - reasons.Count(static reason => reason == Reasons.ActFailed));
    }
}
