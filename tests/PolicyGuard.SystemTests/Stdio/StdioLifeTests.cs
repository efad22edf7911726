using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.SystemTests.Stdio;

[UnsupportedOSPlatform("windows")]
public sealed class StdioLifeTests
{
    [Fact]
    public async Task A_crash_fails_what_is_open_and_the_session_goes_on_with_a_new_child_that_knows_what_the_old_one_knew()
    {
        await using var talker = await Talker.StartAsync();
        await talker.InitializeAsync();
        await talker.AskAsync("logging/setLevel", """{"level":"debug"}""");
        await talker.AskAsync("resources/subscribe", """{"uri":"file:///a"}""");
        await talker.AskAsync("resources/subscribe", """{"uri":"file:///b"}""");
        await talker.AskAsync("resources/unsubscribe", """{"uri":"file:///a"}""");
        var before = (await talker.AskAsync("t/echo")).GetProperty("pid").GetInt32();
        var waiting = talker.SendAsync("5", "t/sleep", """{"ms":20000}""");

        var crash = await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("6", "t/exit", """{"code":7}""")).WaitAsync(Talker.Long);
        var other = await Assert.ThrowsAsync<UpstreamException>(() => waiting).WaitAsync(Talker.Long);

        Assert.Equal((Reasons.UpstreamCrashed, Reasons.UpstreamCrashed), (crash.Reason, other.Reason));
        Assert.Contains("code 7", crash.Message, StringComparison.Ordinal);
        var after = await talker.AskAsync("t/seen");
        Assert.NotEqual(before, after.GetProperty("pid").GetInt32());
        Assert.Equal(
            ["initialize", "notifications/initialized", "resources/subscribe", "logging/setLevel", "t/seen"],
            after.GetProperty("seen").EnumerateArray().Select(s => s.ValueKind == JsonValueKind.String ? s.GetString() : s.GetProperty("method").GetString()));
        Assert.Null(talker.Upstream.Fault);
        await Talker.EventuallyAsync(() => talker.Unsolicited.Messages.Any(m => m.Is("notifications/tools/list_changed")), "the client is told to list again");
    }

    [Fact]
    public async Task A_child_that_was_killed_or_closed_its_output_is_replaced()
    {
        await using var talker = await Talker.StartAsync();
        var pid = (await talker.AskAsync("t/echo")).GetProperty("pid").GetInt32();

        Process.GetProcessById(pid).Kill();
        await Talker.EventuallyAsync(() => talker.Upstream.Fault is not null, "its death is noticed");
        var second = (await talker.AskAsync("t/echo")).GetProperty("pid").GetInt32();
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("1", "t/close")).WaitAsync(Talker.Long);
        var third = (await talker.AskAsync("t/echo")).GetProperty("pid").GetInt32();

        Assert.Equal(3, new[] { pid, second, third }.Distinct().Count());
        Assert.Equal(Reasons.UpstreamCrashed, failure.Reason);
        Assert.False(Talker.Lives(second));
    }

    [Fact]
    public async Task A_late_answer_to_the_question_of_a_dead_child_does_not_answer_its_successor()
    {
        await using var talker = await Talker.StartAsync();
        var first = new RecordingSink();
        var call = talker.SendAsync("1", "t/ask", """{"id":0}""", first);
        await Talker.EventuallyAsync(() => !first.Messages.IsEmpty, "the first child asks");
        var crash = Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("2", "t/exit", """{"code":1}"""));
        await Assert.ThrowsAsync<UpstreamException>(() => call).WaitAsync(Talker.Long);
        await crash;
        var second = new RecordingSink();
        var again = talker.SendAsync("3", "t/ask", """{"id":0}""", second);
        await Talker.EventuallyAsync(() => !second.Messages.IsEmpty, "the second child asks under the same id");

        await talker.NotifyAsync($$"""{"jsonrpc":"2.0","id":{{Id(first)}},"result":"late"}""");
        await talker.NotifyAsync($$"""{"jsonrpc":"2.0","id":{{Id(second)}},"result":"right"}""");

        Assert.Contains("\"right\"", Talker.Text(await again.WaitAsync(Talker.Long)), StringComparison.Ordinal);

        static string Id(RecordingSink sink) => System.Text.Encoding.UTF8.GetString(sink.Messages.Single().Id.Span);
    }

    [Fact]
    public async Task A_command_that_dies_at_once_shows_in_health_and_fails_calls_without_hanging()
    {
        await using var talker = await Talker.StartAsync(o => o with { Command = "/bin/sh", Args = ["-c", "exit 3"], Timeout = TimeSpan.FromSeconds(1) });
        await Talker.EventuallyAsync(() => talker.Upstream.Fault is not null, "the fault shows");

        var failure = await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("1", "t/echo")).WaitAsync(Talker.Long);

        Assert.Contains(failure.Reason, new[] { Reasons.UpstreamUnreachable, Reasons.UpstreamCrashed });
    }

    [Fact]
    public async Task A_command_that_dies_of_its_start_again_and_again_serves_when_it_no_longer_does()
    {
        var folder = Directory.CreateTempSubdirectory("pg-stdio-");
        var script = $"echo x >> starts; [ $(wc -l < starts) -lt 5 ] && exit 1; exec {Talker.Interpreter()} {Talker.Script}";
        try
        {
            await using var talker = await Talker.StartAsync(o => o with { Command = "sh", Args = ["-c", script], Cwd = folder.FullName });
            var starts = Path.Combine(folder.FullName, "starts");
            await Talker.EventuallyAsync(() => File.Exists(starts) && File.ReadAllLines(starts).Length >= 5 && talker.Upstream.Fault is null, "it starts in the end");

            await talker.AskAsync("t/echo");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("no-such-program-anywhere", null, "was not found")]
    [InlineData("/etc/passwd", null, "was not found, or is no program")]
    [InlineData("sh", "/no/such/folder", "does not exist")]
    [InlineData("sh -c true", null, "was not found")]
    public async Task What_cannot_be_started_is_said_at_once(string command, string? cwd, string says)
    {
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => Talker.StartAsync(o => o with { Command = command, Cwd = cwd }));

        Assert.Equal(Reasons.UpstreamUnreachable, failure.Reason);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_sees_no_secret_of_ours_no_descriptor_of_ours_and_no_shell()
    {
        Environment.SetEnvironmentVariable("POLICYGUARD_TEST_KEY", "secret");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        using var open = File.OpenRead(Talker.Script);
        await using var talker = await Talker.StartAsync(o => o with
        {
            Args = [Talker.Script, "a b", "$HOME", "'; touch x"],
            Env = new Dictionary<string, string> { ["CONFIGURED"] = "yes", ["LANG"] = "tlh" },
            Cwd = "/tmp",
        });

        var child = await talker.AskAsync("t/env");

        var environment = child.GetProperty("env");
        Assert.False(environment.TryGetProperty("POLICYGUARD_TEST_KEY", out _));
        Assert.False(environment.TryGetProperty("AWS_SECRET_ACCESS_KEY", out _));
        Assert.Equal(("yes", "tlh"), (environment.GetProperty("CONFIGURED").GetString(), environment.GetProperty("LANG").GetString()));
        Assert.True(environment.TryGetProperty("PATH", out _));
        Assert.Equal(["a b", "$HOME", "'; touch x"], child.GetProperty("argv").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("/tmp", child.GetProperty("cwd").GetString());
        Assert.Equal(child.GetProperty("pid").GetInt32(), child.GetProperty("sid").GetInt32());
        Assert.Equal(child.GetProperty("pid").GetInt32(), child.GetProperty("pgid").GetInt32());
        Assert.InRange(child.GetProperty("fds").GetArrayLength(), 3, 4); // The fourth is the listing itself.
    }

    [Theory]
    [InlineData("group")]
    [InlineData("session")]
    [InlineData("orphan")]
    public async Task Ending_a_session_ends_the_child_and_whatever_it_started(string how)
    {
        var talker = await Talker.StartAsync();
        var spawned = await talker.AskAsync("t/spawn", $$"""{"how":"{{how}}"}""");
        int[] pids = [spawned.GetProperty("mine").GetInt32(), spawned.GetProperty("pid").GetInt32()];
        Assert.All(pids, pid => Assert.True(Talker.Lives(pid)));

        await talker.DisposeAsync();

        Assert.False(Talker.Lives(pids[0]));
        await Talker.EventuallyAsync(() => !Talker.Lives(pids[1]), "what the child started dies with it");
        Assert.False(File.Exists($"/proc/{pids[0]}"), "a zombie is left");
    }

    [Fact]
    public async Task A_child_that_ignores_both_the_closed_input_and_SIGTERM_is_killed()
    {
        var talker = await Talker.StartAsync(o => o with { Args = [Talker.Script, "--stubborn"] });
        var pid = (await talker.AskAsync("t/echo")).GetProperty("pid").GetInt32();

        await talker.DisposeAsync().AsTask().WaitAsync(Talker.Long);

        Assert.False(Talker.Lives(pid));
    }

    [Fact]
    public async Task A_crash_takes_the_grandchildren_with_it()
    {
        await using var talker = await Talker.StartAsync();
        var pid = (await talker.AskAsync("t/spawn", """{"how":"session"}""")).GetProperty("pid").GetInt32();

        await Assert.ThrowsAsync<UpstreamException>(() => talker.SendAsync("1", "t/exit", """{"code":1}""")).WaitAsync(Talker.Long);

        await Talker.EventuallyAsync(() => !Talker.Lives(pid), "the grandchild dies");
    }

    [Fact]
    public async Task A_keeper_that_somebody_kills_is_replaced_while_children_live()
    {
        await using var talker = await Talker.StartAsync();
        await talker.AskAsync("t/echo");
        var keeper = Keeper.Shared.Pid;

        Process.GetProcessById(keeper).Kill();

        await Talker.EventuallyAsync(() => Keeper.Shared.Pid != 0 && Keeper.Shared.Pid != keeper, "a new keeper");
        Assert.True(Talker.Lives(Keeper.Shared.Pid));
        await talker.AskAsync("t/echo");
    }

    [Fact]
    public async Task Fifty_sessions_opened_and_closed_leave_no_process_and_no_descriptor()
    {
        await using (await Talker.StartAsync())
        {
            // The first one makes the keeper, and the runtime's own descriptors.
        }

        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 5; round++)
        {
            var talkers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Talker.StartAsync()));
            await Task.WhenAll(talkers.Select(t => t.AskAsync("t/echo")));
            await Task.WhenAll(talkers.Select(t => t.DisposeAsync().AsTask()));
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 10);
    }
}
