using PolicyGuard.SystemTests.RealServers;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>
/// The same suites with the fixture as a child on stdio: the gate is then the only HTTP server there is, and owes the client statuses,
/// sessions and header checks that the child knows nothing of.
/// </summary>
public sealed class ConformanceOverStdioTests
{
    /// <summary>What a child on stdio cannot have a part in, and why.</summary>
    private static readonly (string Check, string Why)[] s_onlyOverHttp =
    [
        ("server-sse-polling / ", "pipes have no event streams to break off and take up again"),
        ("server-stateless / sep-2575-server-unsupported-version-error", "the SDK under the fixture looks at the version of a child's first request only"),
        ("server-stateless / sep-2575-http-server-unsupported-version-400", "as above"),
        ("http-custom-header-server-validation / ", "arguments that ride in headers too are held against their headers by HTTP servers; the gate hands headers on and decides by the body"),
    ];

    [Theory]
    [MemberData(nameof(Suite.All), MemberType = typeof(Suite), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_directly_over_http_passes_through_the_gate_to_a_child(Suite suite)
    {
        await using var fixture = await Fixture.StartAsync();
        await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"fixture={Commands.Line(Fixture.OnStdio)}");

        var lost = (await suite.LostAsync(fixture.Url, gate.Url))
            .Where(check => !s_onlyOverHttp.Any(known => check.StartsWith(known.Check, StringComparison.Ordinal))).ToArray();

        Assert.True(lost.Length == 0, $"Lost through the gate:\n{string.Join('\n', lost)}\n\n{gate.Output}");
    }
}
