using PolicyGuard.Calls;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A tool that writes files, let loose on the folder in which the gate keeps its own.</summary>
public sealed class OwnFilesTests : IDisposable
{
    private const string Open = "policyguard: 1\nname: open\ndefault: allow\nrules:\n  - { id: x, tools: [nothing], effect: deny }\n";

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData(".policyguard/policies/x.yaml")]
    [InlineData("sub/../.policyguard/policies/x.yaml")]
    [InlineData("linked/policies/x.yaml")]
    [InlineData("linked.yaml")]
    [InlineData("../data/policyguard.db")]
    [InlineData("~/data/policyguard.db")]
    [InlineData("file:///HOME/data/policyguard.db")]
    public async Task An_agent_writes_itself_a_policy(string path)
    {
        var policy = _playground.Write(".policyguard/policies/open.yaml", Open);
        File.CreateSymbolicLink(Path.Combine(_playground.Folder, "linked"), ".policyguard");
        File.CreateSymbolicLink(Path.Combine(_playground.Folder, "linked.yaml"), policy);
        await using var served = await Served.StartAsync(
            _playground, "--policy", ".policyguard/policies", "--upstream", $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} .");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);

        var named = path.Replace("HOME", _playground.Home.TrimStart('/'), StringComparison.Ordinal);
        Assert.Equal(Reasons.OwnFiles, await served.ReasonAsync("write_file", $$"""{"path":"{{named}}","text":"stolen"}"""));
        Assert.Equal(Open, File.ReadAllText(policy));
        Assert.Equal([policy], Directory.GetFiles(Path.GetDirectoryName(policy)!));
        Assert.Null(await served.ReasonAsync("write_file", """{"path":"notes/mine.md","text":"see .policyguard/config.yaml\n"}"""));
    }

    [Fact]
    public async Task Somebody_asks_why()
    {
        var answer = await _playground.RunAsync("policy", "explain", "--tool", "read_file", "--args", """{"path":".policyguard/config.yaml"}""", "--default-action", "allow");
        Assert.Equal(1, answer.Code);
        Assert.Contains("a file of the gate itself", answer.Out);
    }
}
