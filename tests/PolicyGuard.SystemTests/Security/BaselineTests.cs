using System.Diagnostics;
using PolicyGuard.SystemTests.Docs;

namespace PolicyGuard.SystemTests.Security;

/// <summary>No figure on a fixed sample of third-party material is worse than the one recorded in <c>spec/security-baseline.json</c>.</summary>
public sealed class BaselineTests
{
    private static readonly string Data = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task No_figure_is_worse_than_the_recorded_one(string detector)
    {
        Assert.SkipUnless(Directory.Exists(Data), "the third-party rows are not here (../shared/data)");
        var baseline = Path.Combine(Repository.Root, "spec", "security-baseline.json");
        var (code, output) = await RunAsync("--data", Data, "--sample", "5", "--detector", detector, "--baseline", baseline);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_figure_that_got_worse_fails_and_is_named()
    {
        using var folder = new Sqlite.TempFolder();
        var rows = Path.Combine(folder.Path, "rows.jsonl");
        var baseline = Path.Combine(folder.Path, "baseline.json");
        await File.WriteAllTextAsync(rows, """{"id":"1","type":"secret","label":"positive","text":"nothing to see"}""" + "\n");
        await File.WriteAllTextAsync(baseline, """{"sample":1,"figures":[{"file":"rows.jsonl","name":"found","detector":true,"count":1,"of":1},{"file":"rows.jsonl","name":"gone","detector":true,"count":1,"of":1}]}""");

        var (code, output) = await RunAsync("--data", rows, "--baseline", baseline);

        Assert.Equal(1, code);
        Assert.Contains("rows.jsonl: \"found\" is now 0 of 1; recorded are 1", output);
        Assert.Contains("\"gone\" is recorded (1 of 1) and was not measured", output);
        Assert.Contains("is not recorded; record the figures anew", output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Security.dll"));
        arguments.ToList().ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
