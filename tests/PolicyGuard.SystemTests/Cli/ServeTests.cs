namespace PolicyGuard.SystemTests.Cli;

/// <summary>The gateway as an operator starts it.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private string Files => $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {Path.Combine(_playground.Home, "files")}";

    [Fact]
    public async Task Without_any_configuration_it_starts_with_the_starter_policy_and_says_so()
    {
        await using var served = await Served.StartAsync(_playground);
        await Until.TrueAsync(() => served.Error.Contains("no tool server is configured", StringComparison.Ordinal), () => served.Error);
        Assert.Contains("no policy is configured: the built-in starter policy decides", served.Error);
        Assert.Contains("a call that no rule speaks of is allowed", served.Error);
        Assert.Contains("policies   starter", served.Error);
        Assert.Contains("\"status\":\"ok\"", await served.GetAsync("/health"));
        Assert.True(File.Exists(Path.Combine(_playground.Home, "data", "policyguard.db")));
    }

    [Fact]
    public async Task A_call_goes_through_and_a_destructive_one_does_not()
    {
        await using var served = await Served.StartAsync(_playground, "--upstream", Files);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        Assert.Contains("q3.md", (await served.CallAsync("list_files")).GetRawText());
        Assert.Equal("approval.required", await served.ReasonAsync("delete_file", """{"path":"reports/q3.md"}"""));
        Assert.True(File.Exists(Path.Combine(_playground.Home, "files", "reports", "q3.md")));

        var log = await _playground.RunAsync("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--tool", "delete_file", "--kind", "refused");
        Assert.Contains("destructive-tools", log.Out);
    }

    [Fact]
    public async Task A_configured_default_of_deny_is_obeyed_and_no_warning_is_printed()
    {
        _playground.Write("p.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: lists, tools: [list_files], effect: allow }\n");
        _playground.Trust();
        _playground.Write(".policyguard/config.yaml", "policy: { paths: [p.yaml] }\n");
        await using var served = await Served.StartAsync(_playground, "--upstream", Files);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        Assert.Equal("policy.default", await served.ReasonAsync("read_file", """{"path":"reports/q3.md"}"""));
        Assert.DoesNotContain("is allowed", served.Error);
    }

    [Fact]
    public async Task A_changed_policy_takes_effect_and_a_broken_one_does_not()
    {
        const string Allow = "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: x, tools: [nothing], effect: deny }\n";
        const string Deny = "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: x, tools: [list_files], effect: deny }\n";
        var policy = _playground.Write("p.yaml", Allow);
        await using var served = await Served.StartAsync(_playground, "--upstream", Files, "--policy", "p.yaml");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);

        // As editors save: another file, moved over the old one.
        File.Move(_playground.Write("p.yaml.tmp", Deny), policy, overwrite: true);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") == "policy.rule", () => served.Error);

        File.WriteAllText(policy, Deny.Replace("effect: deny", "effect: dney", StringComparison.Ordinal));
        await Until.TrueAsync(async () => (await served.GetAsync("/health")).Contains("degraded", StringComparison.Ordinal), () => served.Error);
        Assert.Equal("policy.rule", await served.ReasonAsync("list_files"));
        Assert.Contains("p.yaml:5:", served.Error);
        Assert.Contains("stays in force", served.Error);

        File.WriteAllText(policy, Allow);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        Assert.Contains("\"policies\":{\"status\":\"ok\"}", await served.GetAsync("/health"));

        var log = await _playground.RunAsync("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--kind", "event");
        Assert.Equal(2, log.Out.Split("event.policy_changed").Length - 1);
        Assert.Equal(1, log.Out.Split("event.policy_rejected").Length - 1);
    }

    [Fact]
    public async Task A_file_that_is_added_to_a_policy_folder_counts_and_one_that_an_editor_leaves_does_not()
    {
        _playground.Write("p/a.yaml", "policyguard: 1\nname: a\ndefault: allow\nrules: []\n");
        await using var served = await Served.StartAsync(_playground, "--upstream", Files, "--policy", "p");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        _playground.Write("p/.#b.yaml", "rubbish: [");
        _playground.Write("p/b.yaml~", "rubbish: [");
        _playground.Write("p/b.yaml", "policyguard: 1\nname: b\nrules:\n  - { id: x, tools: [list_files], effect: deny }\n");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") == "policy.rule", () => served.Error);
        Assert.DoesNotContain("error", served.Error);
    }

    [Fact]
    public async Task A_folder_that_is_swapped_behind_a_link_is_seen()
    {
        // As Kubernetes mounts a ConfigMap: the file is a link through `..data`, and `..data` is replaced in one step.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "`mv -T` is GNU's");
        _playground.Write("v1/p.yaml", "policyguard: 1\nname: p\ndefault: allow\nrules: []\n");
        _playground.Write("v2/p.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: x, tools: [list_files], effect: deny }\n");
        var mount = Directory.CreateDirectory(Path.Combine(_playground.Folder, "mount")).FullName;
        File.CreateSymbolicLink(Path.Combine(mount, "..data"), "../v1");
        File.CreateSymbolicLink(Path.Combine(mount, "p.yaml"), "..data/p.yaml");
        await using var served = await Served.StartAsync(_playground, "--upstream", Files, "--policy", "mount");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        using (var swap = System.Diagnostics.Process.Start("sh", ["-c", $"cd '{mount}' && ln -s ../v2 ..tmp && mv -T ..tmp ..data"]))
        {
            await swap.WaitForExitAsync();
            Assert.Equal(0, swap.ExitCode);
        }

        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") == "policy.rule", () => served.Error);
    }

    [Fact]
    public async Task Settings_of_the_file_reach_the_gate()
    {
        _playground.Write("p.yaml", "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: x, tools: [read_file], context: { environment: production }, effect: deny }\n");
        _playground.Trust();
        _playground.Write(".policyguard/config.yaml", """
            policy: { paths: [p.yaml] }
            context: { environment: production }
            identity: { agent: bot-7 }
            rate_limit: { enabled: true, requests_per_minute: 1, burst: 3 }
            """);
        await using var served = await Served.StartAsync(_playground, "--upstream", Files);
        await Until.TrueAsync(async () => (await served.GetAsync("/health")).Contains("\"upstream:files\":{\"status\":\"ok\"}", StringComparison.Ordinal), () => served.Error);
        Assert.Equal("policy.rule", await served.ReasonAsync("read_file"));
        Assert.Null(await served.ReasonAsync("list_files"));
        Assert.Null(await served.ReasonAsync("list_files"));
        Assert.Equal("limit.rate", await served.ReasonAsync("list_files"));
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--agent", "bot-7", "--reason", "limit.rate");
        Assert.Single(log.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Ctrl_C_ends_it_in_peace_and_the_log_knows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix'");
        await using var served = await Served.StartAsync(_playground, "--upstream", Files);
        Assert.Equal(0, await served.InterruptAsync());
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"));
        Assert.Contains("event.started", log.Out);
        Assert.Contains("event.stopped", log.Out);
    }

    [Fact]
    public async Task A_taken_port_ends_with_3_and_names_it()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var run = await _playground.RunAsync("serve", "--port", port);
        Assert.Equal(3, run.Code);
        Assert.Contains(port, run.Error);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_ends_with_3_and_is_left_alone()
    {
        var file = _playground.Write("data", "mine");
        var run = await _playground.RunAsync("serve", "--port", "0", "--data-dir", "data");
        Assert.Equal(3, run.Code);
        Assert.Contains(file, run.Error);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("policyguard: 1\nname: p\nrules:\n  - { id: x, effect: dney }\n")]
    [InlineData("not: a policy")]
    [InlineData("\t")]
    public async Task A_bad_first_policy_stops_the_start(string text)
    {
        _playground.Write("p.yaml", text);
        var run = await _playground.RunAsync("serve", "--port", "0", "--policy", "p.yaml");
        Assert.Equal(2, run.Code);
        Assert.Contains("p.yaml:", run.Error);
        Assert.False(Directory.Exists(Path.Combine(_playground.Home, ".local")));
    }

    [Fact]
    public async Task A_policy_that_is_not_there_stops_the_start()
    {
        var run = await _playground.RunAsync("serve", "--port", "0", "--policy", "nowhere.yaml");
        Assert.Equal(2, run.Code);
        Assert.Contains("nowhere.yaml", run.Error);
    }

    [Fact]
    public async Task Whose_call_an_outcome_closes_is_not_shown()
    {
        await using var served = await Served.StartAsync(_playground, "--upstream", Files, "--agent", "build-bot");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--kind", "closed", "--limit", "1");
        Assert.Matches("closed +done +build-bot +list_files +call.done", log.Out);
    }

    [Fact]
    public async Task Beyond_loopback_a_key_is_as_good_as_a_word()
    {
        Assert.Equal(0, (await _playground.RunAsync("key", "create", "--role", "agent", "--data-dir", Path.Combine(_playground.Home, "data"))).Code);
        await using var served = await Served.StartAsync(_playground, "--host", "0.0.0.0");
        Assert.DoesNotContain("nobody has to prove", served.Error);
        Assert.Contains("need an API key", served.Error);
    }

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("0.0.0.0", true)]
    public async Task Beyond_loopback_it_does_not_start_unasked(string host, bool byVariable)
    {
        if (byVariable)
        {
            _playground.Variables["HOST"] = host;
        }

        var run = await _playground.RunAsync(byVariable ? ["serve", "--port", "0"] : ["serve", "--host", host, "--port", "0"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("allow_unauthenticated", run.Error);
    }
}
