namespace PolicyGuard.SystemTests.RealServers;

/// <summary>Two published servers behind one gate.</summary>
public sealed class JoinedTests
{
    [Fact]
    public async Task Each_of_two_servers_has_an_endpoint_without_prefixes()
    {
        using var folder = ForbiddenWrite.Folder();
        await using var gate = await RunningGate.StartAsync(Policies.ReadOnly,
            "--upstream", $"files={Commands.Line(ForbiddenWrite.Server.OnStdio(folder.Path))}",
            "--upstream", $"memory={Commands.Line(RealServer.Memory.OnStdio(folder.Path))}");

        ForbiddenWrite.AssertRefused(await ForbiddenWrite.Server.ConverseAsync(folder.Path, $"{gate.Url}/files"), folder);
    }
}
