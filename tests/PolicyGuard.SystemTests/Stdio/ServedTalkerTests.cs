using System.Diagnostics;

namespace PolicyGuard.SystemTests.Stdio;

public sealed class ServedTalkerTests
{
    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task However_the_gateway_dies_no_child_and_nothing_that_a_child_started_lives_on(string signal)
    {
        using var served = await ServedTalker.StartAsync();
        var pids = new List<int>();
        foreach (var how in new[] { "group", "session", "orphan" })
        {
            var result = (await served.CallAsync("spawn", $$"""{"how":"{{how}}"}""")).GetProperty("result");
            pids.AddRange(result.GetProperty("pid").GetInt32(), result.GetProperty("mine").GetInt32());
        }

        Assert.All(pids, pid => Assert.True(Talker.Lives(pid)));

        using (var kill = Process.Start("kill", [$"-{signal}", $"{served.Program.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await served.Program.WaitForExitAsync().WaitAsync(Talker.Long);
        await Talker.EventuallyAsync(() => !pids.Exists(Talker.Lives), "the children die with the gateway");
    }

    [Fact]
    public async Task A_server_that_dies_of_a_question_before_the_handshake_is_served_all_the_same()
    {
        using var served = await ServedTalker.StartAsync("--handshake-or-die");

        var answer = await served.CallAsync("echo", """{"x":1}""");

        Assert.Equal(1, answer.GetProperty("result").GetProperty("params").GetProperty("x").GetInt32());
    }

    [Fact]
    public async Task A_crash_fails_the_call_and_the_next_one_is_served()
    {
        using var served = await ServedTalker.StartAsync();

        var crash = await served.CallAsync("exit", """{"code":1}""");
        var after = await served.CallAsync("echo");

        Assert.Contains("upstream.crashed", crash.GetRawText(), StringComparison.Ordinal);
        Assert.True(after.TryGetProperty("result", out _), after.GetRawText());
    }
}
