using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>Stands in for one stdio server in a client's configuration: <c>policyguard wrap -- command</c>.</summary>
public static class WrapHost
{
    /// <summary>
    /// Serves the process that started us on our standard input and output, until it closes the input or <paramref name="ct"/> is cancelled.
    /// Nothing else may be written to standard output; what is written to <see cref="Console.Out"/> meanwhile goes to standard error.
    /// </summary>
    /// <param name="options">The operator's choices, with exactly one upstream, a command. It sees our whole environment, which is what the client configured for
    /// it, without our own variables.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="services">What else it stands on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancelled by SIGTERM and Ctrl-C.</param>
    /// <exception cref="UpstreamException">The command cannot be started.</exception>
    public static async Task RunAsync(GatewayOptions options, Gate.Gate gate, GatewayServices services, TimeProvider time, CancellationToken ct)
    {
        Console.SetOut(Console.Error);
        await using var output = StandardOutput.Open();
        await RunAsync(StandardInput.Open(), output, options, gate, services, time, ct);
    }

    internal static async Task RunAsync(
        Stream input, Stream output, GatewayOptions options, Gate.Gate gate, GatewayServices services, TimeProvider time, CancellationToken ct)
    {
        var configured = options.Upstreams.Single();
        var environment = ChildEnvironment.Inherited();
        foreach (var (name, value) in configured.Env)
        {
            environment[name] = value;
        }

        var upstream = UpstreamFactory.Create(configured with { Env = environment }, options.Message, time, services.OnFault);
        await using var link = new UpstreamLink(upstream, services.Pins, keepsConnection: false, time, services.OnFault, (reason, message) => gate.RecordEventAsync(reason, message, "policyguard"));
        var router = new McpRouter(gate, options, services, time);
        await using var session = router.OpenSession(Ids.New("wrap"), new Endpoint("stdio", [link]), services.StdioCaller);

        // At once: a command that cannot be started is told by our own end, as without us.
        await session.TalkAsync(link, ct);
        await new StdioFront(router, gate, session, options.Message, time, services.OnFault).RunAsync(input, output, ct);
    }
}
