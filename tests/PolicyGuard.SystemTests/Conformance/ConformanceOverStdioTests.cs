using PolicyGuard.SystemTests.RealServers;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>
/// The same suites with the fixture as a child on stdio: the gate is then the only HTTP server there is, and owes the client statuses,
/// sessions and header checks that the child knows nothing of.
/// </summary>
public sealed class ConformanceOverStdioTests
{
    [Theory]
    [MemberData(nameof(Suite.All), MemberType = typeof(Suite), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_directly_over_http_passes_through_the_gate_to_a_child(Suite suite)
    {
        await using var fixture = await Fixture.StartAsync();
        await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"fixture={Commands.Line(Fixture.OnStdio)}");

        var lost = (await suite.LostAsync(fixture.Url, gate.Url)).Where(check => !IsAboutResuming(check)).ToArray();

        Assert.True(lost.Length == 0, $"Lost through the gate:\n{string.Join('\n', lost)}\n\n{gate.Output}");
    }

    // Pipes have no event streams to break off and take up again.
    private static bool IsAboutResuming(string check) => check.StartsWith("server-sse-polling / ", StringComparison.Ordinal);
}
