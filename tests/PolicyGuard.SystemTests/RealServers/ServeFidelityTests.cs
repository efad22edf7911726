using PolicyGuard.SystemTests.Conformance;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>
/// Official clients talk to published servers, directly and through the gate, and get the same answers: results, errors, progress, what the
/// server asks back, names that need escaping, fields that nobody here has heard of.
/// </summary>
public sealed class ServeFidelityTests
{
    [Theory]
    [MemberData(nameof(RealServer.All), MemberType = typeof(RealServer), DisableDiscoveryEnumeration = true)]
    public async Task Serving_a_child_on_stdio_changes_no_answer(RealServer server)
    {
        await server.AssertSameAsync(async folder =>
        {
            await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"real={Commands.Line(server.OnStdio(folder))}");
            return OwnTools.Cut(await server.ConverseAsync(folder, gate.Url.ToString()));
        });
    }

    [Fact]
    public async Task Serving_over_http_changes_no_answer_in_sessions()
    {
        using var work = new WorkFolder();
        var (upstream, url) = await EverythingOverHttp.StartAsync(work.Path);
        await using (upstream)
        {
            await SameOverHttpAsync(RealServer.Everything, url);
        }
    }

    [Fact]
    public async Task Serving_over_http_changes_no_answer_without_sessions()
    {
        await using var upstream = await Fixture.StartAsync();
        await SameOverHttpAsync(RealServer.Stateless, upstream.Url.ToString());
    }

    private static async Task SameOverHttpAsync(RealServer server, string url)
    {
        using var folder = new WorkFolder();
        await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"real={url}");
        Assert.Equal(await server.ConverseAsync(folder.Path, url), OwnTools.Cut(await server.ConverseAsync(folder.Path, gate.Url.ToString())));
    }
}
