using PolicyGuard.Ledger;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Several programs make policies on one store at the same time.</summary>
public sealed class PolicyRaceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_160_policies_that_four_programs_make_at_once_none_is_lost()
    {
        await using (_folder.Open(_clock))
        {
        }

        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => HostProcess.StartAsync("make", _folder.Path, $"h{i}", "40")));
        var lines = (await Task.WhenAll(hosts.Select(host => host.RunAsync()))).SelectMany(static said => said).ToList();
        Array.ForEach(hosts, static host => host.Dispose());

        Assert.Equal(160, lines.Count);
        Assert.DoesNotContain(lines, static line => line.StartsWith("failed", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 80).Select(static version => $"shared {version}").Order(), lines.Where(static line => line.StartsWith("shared", StringComparison.Ordinal)).Order());
        await using var store = _folder.Open(_clock);
        Assert.Equal(81, (await store.Policies.ListAsync()).Count);
        Assert.Equal(80, (await store.Policies.HistoryAsync("shared")).Count);

        // What was not done, because another was faster, is in the log as such; what was done, once.
        var events = new List<string>();
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { Limit = 10_000 }))
        {
            events.Add(System.Text.Json.JsonDocument.Parse(entry.Json).RootElement.GetProperty("reason").GetString()!);
        }

        var acts = events.Count(static reason => reason is Calls.Reasons.PolicyCreated or Calls.Reasons.PolicyUpdated);
        Assert.Equal(160, acts - events.Count(static reason => reason == Calls.Reasons.ActFailed));
    }
}
