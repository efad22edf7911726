namespace PolicyGuard.SystemTests.RealServers;

/// <summary>Two published servers behind one endpoint.</summary>
public sealed class JoinedTests
{
    [Fact]
    public async Task Two_servers_behind_one_endpoint_keep_their_names_apart()
    {
        using var folder = ForbiddenWrite.Folder();
        await using var gate = await RunningGate.StartAsync(Policies.ReadOnly,
            "--upstream", $"files={Commands.Line(ForbiddenWrite.Server.OnStdio(folder.Path))}",
            "--upstream", $"memory={Commands.Line(RealServer.Memory.OnStdio(folder.Path))}");

        var joined = ForbiddenWrite.Server with
        {
            Lines = ForbiddenWrite.Lines("files__") + "\n" + """
                ["callTool",{"name":"memory__read_graph"}]
                ["callTool",{"name":"read_graph"}]
                """,
        };
        var answers = await joined.ConverseAsync(folder.Path, gate.Url.ToString());

        ForbiddenWrite.AssertRefused(answers, folder, prefix: "files__");
        Assert.Contains("memory__read_graph", answers[0], StringComparison.Ordinal);
        Assert.Contains("entities", answers[3], StringComparison.Ordinal);
        Assert.DoesNotContain("entities", answers[4], StringComparison.Ordinal);
    }

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
