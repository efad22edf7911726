using System.Diagnostics;
using System.Text.Json;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Chaos;

public sealed class SharedFolderTests
{
    private const int Processes = 8;
    private const int Calls = 200;

    [Fact]
    public async Task Eight_processes_on_one_folder_lose_none_of_sixteen_hundred_entries()
    {
        using var place = new Playground();
        var data = Path.Combine(place.Home, "data");
        var files = Directory.CreateDirectory(Path.Combine(place.Home, "files")).FullName;
        var policy = place.Write("chaos.yaml", Served.Policy);
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(p => WrapAsync(place, data, files, policy, p)));

        var opened = await AuditLog.ReadAsync(place, data, "--kind", "opened");
        var closed = await AuditLog.ReadAsync(place, data, "--kind", "closed");
        Assert.Equal(Processes * Calls, opened.Count(e => e.GetProperty("target").GetString() == "write_file"));
        Assert.Equal(opened.Count, closed.Count);
        Assert.Equal(opened.Count, opened.Select(e => e.GetProperty("call_id").GetString()).Distinct().Count());
    }

    private static async Task WrapAsync(Playground place, string data, string files, string policy, int number)
    {
        using var process = place.Start(["wrap", "--data-dir", data, "--policy", policy, "--", .. Examples.FilesServer(files)]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        await AskAsync(process, new { jsonrpc = "2.0", id = 0, method = "initialize", @params = new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = new { name = "t", version = "1" } } }, 0);
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        for (var i = 1; i <= Calls; i++)
        {
            var answer = await AskAsync(
                process,
                new { jsonrpc = "2.0", id = i, method = "tools/call", @params = new { name = "write_file", arguments = new { path = $"p{number}-{i}", text = "x" } } },
                i);
            Assert.False(answer.GetProperty("result").TryGetProperty("isError", out var error) && error.GetBoolean(), answer.GetRawText());
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
    }

    private static async Task<JsonElement> AskAsync(Process process, object message, int id)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(message));
        await process.StandardInput.FlushAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (answer.TryGetProperty("id", out var got) && got.ValueKind == JsonValueKind.Number && got.GetInt32() == id && !answer.TryGetProperty("method", out _))
            {
                return answer;
            }
        }

        throw new EndOfStreamException($"wrap ended before it answered {id}");
    }
}
