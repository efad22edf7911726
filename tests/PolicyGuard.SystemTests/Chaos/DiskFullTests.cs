using System.Diagnostics;
using System.Text.Json;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Chaos;

public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_lets_no_call_through_and_space_brings_them_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts a tmpfs");
        using var place = new Playground();
        var disk = Directory.CreateDirectory(Path.Combine(place.Home, "disk")).FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk) == 0, "a tmpfs cannot be mounted here (needs root)");
        try
        {
            var files = Directory.CreateDirectory(Path.Combine(place.Home, "files")).FullName;
            await using var served = await Served.StartAsync(place, Path.Combine(disk, "data"), files);
            Assert.Null(Refusal(await served.CallAsync("write_file", new { path = "a", text = "x" })));

            var filler = Path.Combine(disk, "filler");
            Fill(filler);
            string? refusal = null;
            for (var i = 0; i < 5000 && refusal is null; i++)
            {
                refusal = Refusal(await served.CallAsync("write_file", new { path = $"f{i}", text = "x" }));
                if (refusal is not null)
                {
                    Assert.False(File.Exists(Path.Combine(files, $"f{i}")), "a refused call ran");
                }
            }

            Assert.Equal("ledger.unavailable", refusal);

            File.Delete(filler);
            for (var i = 0; i < 100 && refusal is not null; i++)
            {
                await Task.Delay(100);
                refusal = Refusal(await served.CallAsync("write_file", new { path = "again", text = "x" }));
            }

            Assert.True(refusal is null, $"still refused after space returned: {refusal}\n{served.Log}");
            Assert.Contains("full", served.Log, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
        }
    }

    private static string? Refusal(JsonElement answer) =>
        answer.GetProperty("result").TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var reason) ? reason.GetString() : null;

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65536, 4096, 512 })
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full at this size; try a smaller one.
            }
        }
    }

    private static async Task<int> RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true });
        await process!.WaitForExitAsync();
        return process.ExitCode;
    }
}
