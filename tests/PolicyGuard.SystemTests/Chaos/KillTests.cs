using System.Collections.Concurrent;
using System.Text.Json;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Chaos;

public sealed class KillTests
{
    private const int Rounds = 20;
    private const int Calls = 1000;

    [Fact]
    public async Task What_was_answered_before_a_kill_is_in_the_log_after_it_and_no_server_survives()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var place = new Playground();
        var data = Path.Combine(place.Home, "data");
        var allowed = new ConcurrentBag<string>();
        var refused = new ConcurrentBag<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var files = Directory.CreateDirectory(Path.Combine(place.Home, $"files-{Path.GetFileName(place.Home)}-{round}")).FullName;
            await using var served = await Served.StartAsync(place, data, files);
            await served.CallAsync("list_files", new { });
            using var gone = new CancellationTokenSource();
            var calls = Enumerable.Range(0, Calls).Select(i => CallAsync(served, $"r{round}-c{i}", i % 2 == 0 ? allowed : refused, i % 2 == 0, gone.Token)).ToList();

            // Spread over the rounds: from "hardly begun" to "nearly done".
            var enough = Calls * (round + 1) / (Rounds + 2);
            var before = allowed.Count + refused.Count;
            while (allowed.Count + refused.Count - before < enough && !calls.TrueForAll(c => c.IsCompleted))
            {
                await Task.Delay(1);
            }

            await served.KillAsync();
            gone.CancelAfter(TimeSpan.FromSeconds(10));
            await Task.WhenAll(calls);
            Assert.Empty(await Survivors.AfterAsync(files, TimeSpan.FromSeconds(2)));
        }

        Assert.NotEmpty(allowed);
        Assert.NotEmpty(refused);
        Assert.Empty(allowed.Except(Paths(await AuditLog.ReadAsync(place, data, "--kind", "opened"))));
        Assert.Empty(refused.Except(Paths(await AuditLog.ReadAsync(place, data, "--kind", "refused"))));
    }

    private static async Task CallAsync(Served served, string path, ConcurrentBag<string> answered, bool allow, CancellationToken ct)
    {
        try
        {
            var answer = await served.CallAsync(allow ? "write_file" : "delete_file", new { path, text = "x" }, ct);
            var failed = answer.GetProperty("result").TryGetProperty("isError", out var isError) && isError.GetBoolean();
            Assert.True(allow == !failed, answer.GetRawText());
            answered.Add(path);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // Killed before the answer: nothing was promised.
        }
    }

    private static HashSet<string> Paths(IEnumerable<JsonElement> entries)
    {
        var paths = new HashSet<string>();
        foreach (var entry in entries)
        {
            Assert.True(entry.TryGetProperty("arguments", out var arguments), entry.GetRawText());
            if (arguments.TryGetProperty("path", out var path))
            {
                paths.Add(path.GetString()!);
            }
        }

        return paths;
    }
}
