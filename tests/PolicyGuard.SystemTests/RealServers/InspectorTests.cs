namespace PolicyGuard.SystemTests.RealServers;

/// <summary>The Inspector's command line as the client of a served endpoint.</summary>
public sealed class InspectorTests
{
    [Fact]
    public async Task The_inspector_lists_and_calls_over_http()
    {
        using var folder = new WorkFolder();
        await using var gate = await RunningGate.StartAsync(Policies.Open, "--upstream", $"everything={Commands.Line(RealServer.Everything.OnStdio(folder.Path))}");
        await Inspector.AssertListsAndCallsAsync(folder, [gate.Url.ToString(), "--transport", "http"]);
    }
}
