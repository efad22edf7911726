using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>An agent that tries the gate's own files again and again, by way of two gateways that share a data folder.</summary>
public sealed class SuspensionTests : IDisposable
{
    private const string Steal = """{"path":".policyguard/policies/open.yaml"}""";

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task Strikes_at_two_gateways_suspend_in_both_and_a_person_reinstates()
    {
        _playground.Write(".policyguard/policies/open.yaml", "policyguard: 1\nname: open\ndefault: allow\nrules:\n  - { id: x, tools: [nothing], effect: deny }\n");
        _playground.Variables["POLICYGUARD_INCIDENTS__SUSPEND_HIGH_COUNT"] = "4";
        string[] args = ["--policy", ".policyguard/policies", "--upstream", $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} ."];
        await using var one = await Served.StartAsync(_playground, args);
        await using var two = await Served.StartAsync(_playground, args);
        foreach (var served in new[] { one, two })
        {
            await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.Null(await two.ReasonAsync("list_files"));
            Assert.Equal(Reasons.OwnFiles, await (i % 2 == 0 ? one : two).ReasonAsync("read_file", Steal));
        }

        Assert.Equal(Reasons.AgentSuspended, await one.ReasonAsync("list_files"));
        Assert.Equal(Reasons.AgentSuspended, await two.ReasonAsync("list_files"));
        var list = await RunAsync("incident", "list", "--severity", "high");
        Assert.Contains("x4", list.Out, StringComparison.Ordinal);
        using var suspended = JsonDocument.Parse((await RunAsync("agent", "list", "--suspended", "--json")).Out);
        var agent = Assert.Single(suspended.RootElement.EnumerateArray()).GetProperty("agent_id").GetString()!;
        var events = await RunAsync("audit", "query", "--reason", Reasons.AgentSuspension);
        Assert.Single(events.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(0, (await RunAsync("agent", "reinstate", agent)).Code);
        Assert.Null(await one.ReasonAsync("list_files"));
        Assert.Equal(Reasons.OwnFiles, await two.ReasonAsync("read_file", Steal));
        Assert.Null(await two.ReasonAsync("list_files"));
    }

    private Task<Playground.Outcome> RunAsync(params string[] args) => _playground.RunAsync([.. args, "--data-dir", Path.Combine(_playground.Home, "data")]);
}
