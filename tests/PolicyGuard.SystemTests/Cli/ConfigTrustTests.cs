using PolicyGuard.Gateway.Config;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A cloned project brings a configuration, and <c>serve</c> is started in it.</summary>
public sealed class ConfigTrustTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private string Marker => Path.Combine(_playground.Home, "ran");

    private string Hostile() => _playground.Write(".policyguard/config.yaml", $"upstreams: {{ x: {{ command: touch, args: ['{Marker}'] }} }}\n");

    [Theory]
    [InlineData("serve", "--port", "0")]
    [InlineData("--transport", "http", "--port", "0")]
    public async Task Its_programs_are_started(params string[] args)
    {
        var file = Hostile();
        var run = await _playground.RunAsync(args);
        Assert.Equal(2, run.Code);
        Assert.Contains(file, run.Error);
        Assert.Contains("config trust", run.Error);
        Assert.Contains("serve --config .policyguard/config.yaml", run.Error);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task Its_programs_are_started_from_a_folder_below()
    {
        Hostile();
        _playground.Write("src/deep/x", "");
        var start = _playground.StartInfo("serve", "--port", "0");
        start.WorkingDirectory = Path.Combine(_playground.Folder, "src", "deep");
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task It_is_taken_for_a_trusted_one_through_a_link()
    {
        // A trusted project's file, seen from a folder with programs of its own.
        _playground.Write("good/.policyguard/config.yaml", "upstreams: { x: { command: ./run } }\n");
        new ConfigTrust(_playground.Home).Add(Path.Combine(_playground.Folder, "good", ".policyguard", "config.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(_playground.Folder, ".policyguard"), Path.Combine("good", ".policyguard"));
        Assert.Equal(2, (await _playground.RunAsync("serve", "--port", "0")).Code);
    }

    [Fact]
    public async Task Init_believes_what_was_there_already()
    {
        Hostile();
        Assert.Contains("config trust", (await _playground.RunAsync("init")).Out);
        Assert.Equal(2, (await _playground.RunAsync("serve", "--port", "0")).Code);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task Init_and_serve_do_not_work_together()
    {
        Assert.Equal(0, (await _playground.RunAsync("init")).Code);
        await File.AppendAllTextAsync(Path.Combine(_playground.Folder, ".policyguard", "config.yaml"), "# edited\n", TestContext.Current.CancellationToken);
        await using var served = await Served.StartAsync(_playground);
        Assert.Contains("config     .policyguard/config.yaml", served.Error);
    }

    [Fact]
    public async Task Trust_cannot_be_given_or_taken_back()
    {
        Assert.Equal(1, (await _playground.RunAsync("config", "trust")).Code);
        _playground.Write(".policyguard/config.yaml", "server: { port: 0 }\n");
        Assert.Equal(0, (await _playground.RunAsync("config", "trust")).Code);
        await using (await Served.StartAsync(_playground))
        {
        }

        Assert.Equal(0, (await _playground.RunAsync("config", "trust", "--remove")).Code);
        Assert.Equal(2, (await _playground.RunAsync("serve")).Code);
    }

    [Fact]
    public async Task What_is_shown_is_taken_for_what_is_served()
    {
        _playground.Write(".policyguard/config.yaml", "server: { port: 0 }\n");
        var shown = await _playground.RunAsync("config", "show");
        Assert.Equal(0, shown.Code);
        Assert.Contains("config trust", shown.Error);
        _playground.Trust();
        Assert.DoesNotContain("config trust", (await _playground.RunAsync("config", "show")).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_named_file_is_refused(bool byVariable)
    {
        _playground.Write(".policyguard/config.yaml", "server: { port: 0 }\n");
        if (byVariable)
        {
            _playground.Variables["POLICYGUARD_CONFIG"] = ".policyguard/config.yaml";
        }

        await using var served = await Served.StartAsync(_playground, byVariable ? [] : ["--config", ".policyguard/config.yaml"]);
        Assert.Contains("config     .policyguard/config.yaml", served.Error);
    }

    [Theory]
    [InlineData(".policyguard/config.yaml")]
    [InlineData(".policyguard")]
    [InlineData(".")]
    public async Task Another_user_of_the_machine_changes_a_trusted_file(string exposed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix'");
        _playground.Write(".policyguard/config.yaml", "server: { port: 0 }\n");
        _playground.Trust();
        var path = Path.GetFullPath(Path.Combine(_playground.Folder, exposed));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        }

        var run = await _playground.RunAsync("serve");
        Assert.Equal(2, run.Code);
        Assert.Contains("chmod o-w", run.Error);
    }
}
