using System.Diagnostics;
using System.Text.Json;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>The gateway is told to stop while calls run.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task A_call_that_would_have_ended_in_a_moment_is_cut_off()
    {
        using var served = await ServedTalker.StartAsync();
        await served.CallAsync("echo");
        var call = served.CallAsync("sleep", """{"ms":1500}""");
        await OpenedAsync(served, 2);
        await TermAsync(served);

        Assert.Equal(1500, (await call).GetProperty("result").GetProperty("slept").GetInt32());
        Assert.Equal(0, await EndAsync(served));
        Assert.Equal(["done", "done"], await ClosedAsync(served));
    }

    [Fact]
    public async Task A_call_that_takes_long_holds_the_end_up_and_is_never_closed()
    {
        using var served = await ServedTalker.StartAsync();
        await served.CallAsync("echo");
        var call = served.CallAsync("sleep", """{"ms":60000}""");
        await OpenedAsync(served, 2);
        await TermAsync(served);

        Assert.Equal(0, await EndAsync(served));
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // An answer or a broken connection, but nothing that looks like success.
            Assert.True((await call).TryGetProperty("result", out _));
        });
        Assert.Equal(["done", "failed"], (await ClosedAsync(served)).Order());
    }

    private static Task OpenedAsync(ServedTalker served, int count) => Cli.Until.TrueAsync(async () => (await served.AuditAsync("--kind", "opened")).Count >= count, () => "the call was not opened");

    private static async Task<IEnumerable<string?>> ClosedAsync(ServedTalker served) =>
        (await served.AuditAsync("--kind", "closed")).Select(static entry => entry.GetProperty("status").GetString());

    private static async Task TermAsync(ServedTalker served)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{served.Program.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static async Task<int> EndAsync(ServedTalker served)
    {
        await served.Program.WaitForExitAsync().WaitAsync(Talker.Long);
        return served.Program.ExitCode;
    }
}
