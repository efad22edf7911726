using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>The gateway for the one client that started it, on standard input and output: all upstreams and the governance tools, or those alone.</summary>
public static class ServeHost
{
    /// <summary>
    /// Serves what <c>/mcp</c> would show, until the client closes its end or <paramref name="ct"/> is cancelled. Nothing else may be written to
    /// standard output; what is written to <see cref="Console.Out"/> meanwhile goes to standard error.
    /// </summary>
    /// <param name="options">The operator's choices.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="services">What else it stands on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancelled by SIGTERM and Ctrl-C.</param>
    public static async Task RunAsync(GatewayOptions options, Gate.Gate gate, GatewayServices services, TimeProvider time, CancellationToken ct)
    {
        Console.SetOut(Console.Error);
        await using var output = StandardOutput.Open();
        await RunAsync(StandardInput.Open(), output, options, gate, services, time, ct);
    }

    internal static async Task RunAsync(
        Stream input, Stream output, GatewayOptions options, Gate.Gate gate, GatewayServices services, TimeProvider time, CancellationToken ct)
    {
        UpstreamLink[] links = [.. options.Upstreams.Select(upstream => new UpstreamLink(
            UpstreamFactory.Create(upstream, options.Message, time, services.OnFault), services.Pins, keepsConnection: true, time, services.OnFault, (reason, message) => gate.RecordEventAsync(reason, message, "policyguard")))];
        try
        {
            var governance = services is { Governance: { } desks, Rules: { } rules } ? new GovernanceTools(desks, rules) : null;
            var endpoints = new EndpointTable(links, options.Prefix, governance, options.ExposeGovernance || links.Length == 0);
            var hidden = new HiddenTools(endpoints, services.OnFault);
            foreach (var link in links)
            {
                link.Tools.Changed += hidden.Look;
                link.Start();
            }

            var router = new McpRouter(gate, options, services, time);
            await using var session = router.OpenSession(Ids.New("stdio"), endpoints.Main, services.StdioCaller);
            await new StdioFront(router, gate, session, options.Message, time, services.OnFault).RunAsync(input, output, ct);
        }
        finally
        {
            await Task.WhenAll(links.Select(static link => link.DisposeAsync().AsTask()));
        }
    }
}
