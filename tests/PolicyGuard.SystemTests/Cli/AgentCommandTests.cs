using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary><c>policyguard agent</c> and <c>policyguard key</c> as processes.</summary>
public sealed class AgentCommandTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task An_agents_life_from_the_command_line()
    {
        var made = await RunAsync(0, "agent", "register", "bot", "--trust", "high", "--allow", "read_*", "--allow", "list_*", "--deny", "*_prod", "--note", "ticket 7");
        Assert.Contains("bot", made.Out);
        await RunAsync(0, "agent", "register", "bot", "--trust", "low");
        await RunAsync(0, "agent", "suspend", "bot", "--reason", "leak");
        await RunAsync(0, "agent", "register", "bot", "--allow-all");

        var shown = JsonDocument.Parse((await RunAsync(0, "agent", "show", "bot", "--json")).Out).RootElement;
        Assert.Equal(("suspended", "low", "leak", 0), (
            shown.GetProperty("status").GetString(), shown.GetProperty("trust_level").GetString(), shown.GetProperty("suspension_reason").GetString(), shown.GetProperty("allowed_tools").GetArrayLength()));
        Assert.Equal("*_prod", shown.GetProperty("denied_tools")[0].GetString());
        await RunAsync(0, "agent", "reinstate", "bot", "--note", "rotated");

        var history = JsonDocument.Parse((await RunAsync(0, "agent", "history", "bot", "--json")).Out).RootElement;
        Assert.Equal(["rotated", null, "leak", null, "ticket 7"], history.EnumerateArray().Select(static version => version.TryGetProperty("note", out var note) ? note.GetString() : null));
        Assert.Contains("looser", (await RunAsync(0, "agent", "history", "bot")).Out);
        Assert.Contains("event.agent_reinstated", (await RunAsync(0, "audit", "query", "--json")).Out);
    }

    [Fact]
    public async Task Mistakes_end_with_the_code_that_says_so()
    {
        await RunAsync(3, "agent", "list");
        var wrong = await RunAsync(2, "agent", "register", "bot", "--trust", "superadmin", "--deny", "[");
        Assert.Contains("Invalid trust level 'superadmin'", wrong.Error);
        Assert.Contains("denied_tools[0]", wrong.Error);
        await RunAsync(0, "agent", "register", "bot");
        await RunAsync(1, "agent", "show", "ghost");
        await RunAsync(1, "agent", "suspend", "ghost");
        await RunAsync(2, "key", "create", "--role", "root");
        await RunAsync(2, "key", "create");
        await RunAsync(1, "key", "revoke", "key_ghost");
    }

    [Fact]
    public async Task A_key_is_printed_alone_once_and_the_last_one_is_kept()
    {
        var made = await RunAsync(0, "key", "create", "--role", "agent", "--agent", "bot", "--expires", "90d", "--note", "CI");
        var token = made.Out.TrimEnd();
        Assert.Matches("^pgk_[0-9a-z]{16}_[0-9a-z]{58}$", token);
        Assert.DoesNotContain(token, made.Error);
        var listed = JsonDocument.Parse((await RunAsync(0, "key", "list", "--json")).Out).RootElement[0];
        var id = listed.GetProperty("key_id").GetString()!;
        Assert.Equal($"key_{token[4..20]}", id);
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.Contains("--last", (await RunAsync(1, "key", "revoke", id)).Error);
        await RunAsync(0, "key", "revoke", id, "--last");
        Assert.Empty((await RunAsync(0, "key", "list")).Out);
        Assert.Contains("revoked", (await RunAsync(0, "key", "list", "--all")).Out);
        foreach (var file in Directory.EnumerateFiles(_playground.Home, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(token[21..], System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }
    }

    [Fact]
    public async Task On_stdio_a_key_that_is_not_good_stops_the_start()
    {
        _playground.Variables["POLICYGUARD_KEY"] = "pgk_0000000000000000_0000000000000000000000000000000000000000000000000000000000";
        Assert.Contains("POLICYGUARD_KEY", (await RunAsync(2, "wrap", "--", "cat")).Error);
    }

    private async Task<Playground.Outcome> RunAsync(int code, params string[] args)
    {
        var run = await _playground.RunAsync(args);
        Assert.True(run.Code == code, $"{string.Join(' ', args)}: {run.Code}\n{run.Out}\n{run.Error}");
        return run;
    }
}
