using PolicyGuard.Cli.Commands;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Demo;

/// <summary>The gateway of the demo, the real one, in front of its two servers.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private readonly Engine _engine;
    private readonly GatewayHost _host;
    private readonly DemoServers _servers;

    private DemoStage(DemoServers servers, Engine engine, GatewayHost host, string dataFolder) => (_servers, _engine, _host, DataFolder) = (servers, engine, host, dataFolder);

    /// <summary>Where clients find it.</summary>
    public Uri Url => new(_host.Url, "mcp");

    /// <summary>Where the log lies.</summary>
    public string DataFolder { get; }

    /// <summary>What protects the agent in the demo: a starter policy or the given one, the flow, and what the task is for.</summary>
    public static ProgramOptions Options(string folder, PolicyOptions policy) => new()
    {
        DataFolder = Path.Combine(folder, "data"),
        Gateway = new GatewayOptions { Port = 0 },
        Policy = policy,
        Intent = DemoIntent.In(folder),
        Taint = new TaintOptions { Sources = [(NamePattern.OfGlob("read_secret"), SourceTrust.Confidential)] },
        Durability = DurabilityMode.Auto,
        ApprovalWait = TimeSpan.Zero,
        ApprovalLifetime = TimeSpan.FromHours(1),
    };

    /// <summary>Opens it; null where policies have faults, which were told then.</summary>
    /// <exception cref="IOException">A server did not start.</exception>
    public static async Task<DemoStage?> OpenAsync(string folder, ProgramOptions options, CancellationToken ct)
    {
        if (Starting.Policies(options) is not { } policies)
        {
            return null;
        }

        var servers = await DemoServers.StartAsync(folder, ct);
        Engine? engine = null;
        try
        {
            options = options with { Gateway = options.Gateway with { Upstreams = servers.Upstreams } };
            engine = await Engine.OpenAsync(options, policies, configFile: null, TimeProvider.System, Starting.Log);
            var host = await GatewayHost.StartAsync(options.Gateway, engine.Gate, engine.Services, TimeProvider.System, ct);
            await engine.StartedAsync($"demo at {host.Url}mcp");
            return new DemoStage(servers, engine, host, options.DataFolder);
        }
        catch
        {
            if (engine is not null)
            {
                await engine.DisposeAsync();
            }

            servers.Dispose();
            throw;
        }
    }

    /// <summary>Plays the script.</summary>
    public async Task<DemoRun> PlayAsync(CancellationToken ct)
    {
        using (var first = Agent())
        {
            await first.WaitUntilReadyAsync(ct);
        }

        var run = new DemoRun(Agent, _servers);
        await run.PlayAsync(ct);
        return run;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _engine.DisposeAsync();
        _servers.Dispose();
    }

    private McpCaller Agent() => new(Url, "demo-agent", DemoScript.Request);
}
