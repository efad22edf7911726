using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.SystemTests.RealServers;

namespace PolicyGuard.SystemTests.Conformance;

/// <summary>
/// The same suites against the joined endpoint, with the fixture and a server that has nothing, names unprefixed. The gateway is a server of
/// its own there; what it honestly does otherwise stands in the list below, and nothing else is lost.
/// </summary>
public sealed class ConformanceJoinedTests : IDisposable
{
    private readonly string _config = Path.GetTempFileName();

    private static readonly string[] Honest =
    [
        // Resources are named by handles that lead to their upstream, as resources/list gives them; the suites use addresses by heart.
        "resources-read-binary / ", "resources-read-text / ", "resources-subscribe / ", "resources-unsubscribe / ", "resources-templates-read / ",
        "sep-2164-resource-not-found / sep-2164-data-uri",

        // Event ids are an upstream's; the joined streams are the gateway's, which resumes broken ones of upstreams by itself.
        "server-sse-polling / ",
    ];

    [Theory]
    [MemberData(nameof(Suite.All), MemberType = typeof(Suite), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_directly_over_http_passes_through_the_joined_endpoint(Suite suite)
    {
        await using var fixture = await Fixture.StartAsync();
        await using var quiet = await McpStub.StartAsync(s => (s.Modern, s.Tools, s.Capabilities) = (true, "[]", "{}"));
        await using var gate = await RunningGate.StartAsync(
            Policies.Open, "--config", Config(), "--upstream", $"fixture={fixture.Url}", "--upstream", $"quiet={quiet.Url}");

        var lost = (await suite.LostAsync(fixture.Url, gate.Url)).Where(check => !IsHonest(check)).ToArray();

        Assert.True(lost.Length == 0, $"Lost through the gate:\n{string.Join('\n', lost)}\n\n{gate.Output}");
    }

    public void Dispose() => File.Delete(_config);

    private string Config()
    {
        File.WriteAllText(_config, "gateway:\n  prefix: never\n");
        return _config;
    }

    private static bool IsHonest(string check) => Array.Exists(Honest, prefix => check.StartsWith(prefix, StringComparison.Ordinal));
}
