namespace PolicyGuard.SystemTests.Cli;

/// <summary>The first files of a project.</summary>
public sealed class InitTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("starter")]
    [InlineData("strict")]
    [InlineData("minimal")]
    public async Task What_it_writes_is_a_configuration_that_loads_and_a_policy_that_passes_its_tests(string profile)
    {
        var run = await _playground.RunAsync("init", "--profile", profile);
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(2, run.Out.Split("wrote ").Length - 1);
        Assert.Equal(0, (await _playground.RunAsync("config", "show")).Code);
        var tests = await _playground.RunAsync("policy", "test", ".policyguard/policies");
        Assert.True(tests.Code == 0, tests.Out + tests.Error);
        Assert.EndsWith("0 failed", tests.Out.Trim());
    }

    [Fact]
    public async Task Nothing_that_is_there_is_written_over()
    {
        var config = _playground.Write("sub/.policyguard/config.yaml", "server: { port: 1 }\n");
        var run = await _playground.RunAsync("init", "sub");
        Assert.Equal(0, run.Code);
        Assert.Contains("kept   ", run.Out);
        Assert.Equal("server: { port: 1 }\n", File.ReadAllText(config));
        Assert.True(File.Exists(Path.Combine(_playground.Folder, "sub", ".policyguard", "policies", "starter.yaml")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_ends_with_3()
    {
        _playground.Write("sub", "a file");
        var run = await _playground.RunAsync("init", "sub");
        Assert.Equal(3, run.Code);
        Assert.Equal("", run.Out);
    }
}
