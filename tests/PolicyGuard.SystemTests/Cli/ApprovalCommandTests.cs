using System.Text.Json;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A person answers at a terminal while the gateway runs in another process.</summary>
public sealed class ApprovalCommandTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task A_call_that_waits_runs_after_a_yes_at_the_terminal_and_a_no_stands()
    {
        var policy = _playground.Write("ask.yaml", "policyguard: 1\nname: ask\ndefault: allow\nrules:\n  - { id: ask, tools: [\"list_*\", \"read_*\"], effect: require_approval, message: \"ask\\u001b[2J first\" }\n");
        await using var served = await Served.StartAsync(
            _playground, "--policy", policy, "--upstream", $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {Path.Combine(_playground.Home, "files")}");
        Assert.Equal(0, (await RunAsync("list")).Code);

        var call = served.ReasonAsync("list_files");
        var id = await PendingAsync();
        var shown = await RunAsync("show", id);
        Assert.Equal(0, shown.Code);
        Assert.Contains("list_files", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Out);
        Assert.Equal(0, (await RunAsync("approve", id, "--note", "ticket 4711")).Code);
        Assert.Null(await call);
        Assert.Equal(1, (await RunAsync("approve", id)).Code);

        var other = served.ReasonAsync("read_file", """{"path":"reports/q3.md"}""");
        Assert.Equal(0, (await RunAsync("deny", await PendingAsync(), "--json")).Code);
        Assert.Equal("approval.denied", await other);
        Assert.Equal("approval.denied", await served.ReasonAsync("read_file", """{"path":"reports/q3.md"}"""));

        using var all = JsonDocument.Parse((await RunAsync("list", "--all", "--json")).Out);
        Assert.Equal(["denied", "used"], all.RootElement.EnumerateArray().Select(static one => one.GetProperty("status").GetString()));
        Assert.StartsWith("cli:", all.RootElement[1].GetProperty("answered_by").GetString());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "operator.token")));
        }
    }

    [Theory]
    [InlineData(1, "show", "apr_nope")]
    [InlineData(1, "approve", "apr_nope")]
    [InlineData(2, "approve", "apr_nope", "--for", "forever")]
    [InlineData(2, "approve", "apr_nope", "--for", "25h")]
    [InlineData(2, "deny", "apr_nope", "--for", "1h")]
    [InlineData(2, "list", "--limit", "0")]
    public async Task What_is_wrong_is_said_by_the_exit_code(int code, params string[] args)
    {
        await using (SqliteStore.Open(Data, TimeProvider.System))
        {
        }

        var run = await RunAsync(args);
        Assert.Equal(code, run.Code);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Answering_makes_no_database()
    {
        Assert.Equal(3, (await RunAsync("list")).Code);
        Assert.False(Directory.Exists(Data));
    }

    private async Task<string> PendingAsync()
    {
        for (var i = 0; i < 100; i++)
        {
            using var list = JsonDocument.Parse((await RunAsync("list", "--json")).Out);
            if (list.RootElement.GetArrayLength() > 0)
            {
                return list.RootElement[0].GetProperty("approval_id").GetString()!;
            }
        }

        throw new TimeoutException("nothing waits");
    }

    private Task<Playground.Outcome> RunAsync(params string[] args) => _playground.RunAsync(["approval", .. args, "--data-dir", Data]);
}
