using PolicyGuard.SystemTests.RealServers;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>
/// The official suites, run against one upstream twice: directly and through the gate with a policy on. A gate that reads every message must
/// not be seen by those who do nothing wrong: what passes directly passes through it, check by check.
/// </summary>
public sealed class ConformanceTests
{
    [Theory]
    [MemberData(nameof(Suite.All), MemberType = typeof(Suite), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_directly_over_http_passes_through_the_gate(Suite suite)
    {
        await using var fixture = await Fixture.StartAsync();
        await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"fixture={fixture.Url}");

        var lost = await suite.LostAsync(fixture.Url, gate.Url);

        Assert.True(lost.Count == 0, $"Lost through the gate:\n{string.Join('\n', lost)}\n\n{gate.Output}");
    }
}
