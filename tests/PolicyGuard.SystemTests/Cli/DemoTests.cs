using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Demo;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>The first thing that anybody runs.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly Playground _playground = new();

    public DemoTests() => _playground.Variables["TMPDIR"] = _playground.Home;

    public void Dispose() => _playground.Dispose();

    private string Data => Path.Combine(Directory.GetDirectories(_playground.Home, "policyguard-demo-*").Single(), "data");

    [Fact]
    public async Task Every_stop_happens_every_proper_call_goes_through_and_the_log_is_where_it_says()
    {
        var run = await _playground.RunAsync("demo");
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Contains("23 of 23 attacks did not run, 21 of 21 other calls did.", run.Out);
        Assert.Equal(5, run.Out.Split('✓').Length - 1);
        foreach (var wall in new[] { "secret-leaves", "destructive-tools", "path-escape", "flow.instructed", "intent.never_after", "tool.unknown" })
        {
            Assert.Contains($"  {wall}: ", run.Out);
        }

        Assert.All(run.Out.Split('\n').Where(static line => !line.Contains("audit query")), static line => Assert.InRange(line.Length, 0, 100));
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.Contains(Data, run.Out);
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Data, "--kind", "refused");
        // A name that means no upstream is refused before there is a call to write down.
        Assert.Equal(22, log.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("AKIA2PGDEMO7", (await _playground.RunAsync("audit", "query", "--data-dir", Data, "--json")).Out);
    }

    [Fact]
    public async Task For_programs_it_says_of_every_step_what_stopped_it_and_why()
    {
        var run = await _playground.RunAsync("demo", "--json");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(0, run.Code);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.All(json.RootElement.GetProperty("steps").EnumerateArray().Where(static step => step.GetProperty("attack").GetBoolean()), static step =>
        {
            Assert.Contains(step.GetProperty("outcome").GetString(), new[] { "stopped", "asked" });
            Assert.NotEmpty(step.GetProperty("stopped_by").GetString()!);
            Assert.NotEmpty(step.GetProperty("why").GetString()!);
        });
        Assert.All(json.RootElement.GetProperty("checks").EnumerateArray(), static check => Assert.True(check.GetProperty("holds").GetBoolean()));
    }

    [Fact]
    public async Task Policies_that_let_an_attack_through_are_found_out()
    {
        _playground.Write("open.yaml", "policyguard: 1\nname: open\ndefault: allow\nrules: []\n");
        var run = await _playground.RunAsync("demo", "--policy", "open.yaml");
        Assert.Equal(1, run.Code);
        Assert.Contains("not as expected: climbs out of its", run.Out);
        Assert.Contains("not as expected: plainly", run.Out);
    }

    [Fact]
    public async Task Without_protections_the_attacks_get_through()
    {
        var open = _playground.Write("open.yaml", "policyguard: 1\nname: open\ndefault: allow\nrules: []\n");
        var run = await PlayAsync(options => options with
        {
            Policy = new PolicyOptions([open], null, HotReload: false), Intent = IntentOptions.None, Taint = new TaintOptions { Mode = FlowMode.Off }, Results = Obligations.None,
        });

        // Where there is no such tool, and where the server itself has a wall, an attack fails without anybody's help.
        var attacks = run.Outcomes.Where(static o => o.Step.StoppedBy is not (null or "tool.unknown" or "path-escape")).ToList();
        Assert.Equal(17, attacks.Count);
        Assert.All(attacks, static o => Assert.True(o.Answer.Ran, o.Step.Says));
        Assert.Equal(["the user's summary is with the team, and in its file"], run.Checks.Where(static check => check.Holds).Select(static check => check.Says));
        Assert.False(run.Succeeded);
    }

    [Theory]
    [InlineData("flow", "obeys: posts to the page's address", "obeys: posts to letter's address", "in another session", "left in a file nobody asked for", "in the address of a page", "in two halves, in two calls")]
    [InlineData("intent")]
    [InlineData("results", "obeys: reads the credentials")]
    public async Task Each_wall_is_needed_and_the_demo_says_where_it_is_missing(string off, params string[] through)
    {
        var run = await PlayAsync(options => off switch
        {
            "flow" => options with { Taint = new TaintOptions { Mode = FlowMode.Off } },
            "intent" => options with { Intent = IntentOptions.None },
            _ => options with { Results = Obligations.None },
        });
        Assert.Equal(through, run.Outcomes.Where(static o => !o.AsExpected && o.Answer.Ran).Select(static o => o.Step.Says));
        Assert.False(run.Succeeded);
    }

    [Fact]
    public async Task Kept_it_serves_until_it_is_told_to_end_and_leaves_no_process_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        using var process = _playground.Start("demo", "--keep");
        var error = process.StandardError.ReadToEndAsync();
        Uri? url = null;
        while (url is null && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            url = line.StartsWith("The gateway stays at ", StringComparison.Ordinal) ? new Uri(line.Split(' ')[4]) : null;
        }

        Assert.NotNull(url);
        using var http = new HttpClient();
        using var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"files__list_files","arguments":{}}}""", Encoding.UTF8, "application/json");
        Assert.Contains("summary.md", await (await http.PostAsync(url, content)).Content.ReadAsStringAsync());
        using (Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(limit.Token);
        }

        Assert.True(process.ExitCode == 0, await error);
        await Until.TrueAsync(() => !AnyWith(_playground.Home), () => "a process of the demo is still there");
    }

    private async Task<DemoRun> PlayAsync(Func<ProgramOptions, ProgramOptions> change)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_playground.Home, "stage")).FullName;
        await using var stage = await DemoStage.OpenAsync(folder, change(DemoStage.Options(folder, new PolicyOptions(null, null, HotReload: false))), TestContext.Current.CancellationToken);
        return await stage!.PlayAsync(TestContext.Current.CancellationToken);
    }

    // The servers of this demo have its folder in their command lines, or in their environment as TMPDIR.
    private static bool AnyWith(string folder) => Directory.GetDirectories("/proc").Any(entry => Mentions(entry, "cmdline", folder) || Mentions(entry, "environ", folder));

    private static bool Mentions(string entry, string file, string folder)
    {
        try
        {
            return Path.GetFileName(entry).All(char.IsAsciiDigit) && File.ReadAllText(Path.Combine(entry, file)).Contains(folder, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
