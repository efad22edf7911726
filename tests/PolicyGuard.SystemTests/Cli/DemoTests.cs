using System.Diagnostics;
using System.Text;

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
        Assert.Equal(5, run.Out.Split("allowed").Length - 1);
        Assert.Equal(5, run.Out.Split("stopped").Length - 1);
        Assert.Equal(4, run.Out.Split('✓').Length - 1);
        foreach (var rule in new[] { "secret-leaves", "destructive-tools", "path-escape" })
        {
            Assert.Contains(rule, run.Out);
        }

        Assert.DoesNotContain('\u001b', run.Out);
        Assert.Contains(Data, run.Out);
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Data, "--kind", "refused");
        Assert.Equal(5, log.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("AKIA", (await _playground.RunAsync("audit", "query", "--data-dir", Data, "--json")).Out);
    }

    [Fact]
    public async Task Policies_that_let_the_attack_through_are_found_out()
    {
        _playground.Write("open.yaml", "policyguard: 1\nname: open\ndefault: allow\nrules: []\n");
        var run = await _playground.RunAsync("demo", "--policy", "open.yaml");
        Assert.Equal(1, run.Code);
        Assert.Contains("✗ the notes server was asked to send nothing", run.Out);
        Assert.Contains("✗ both reports are still there", run.Out);
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
