using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>The published "everything" server over Streamable HTTP. It takes a port and does not say which one it found, so one that was free a moment ago is given.</summary>
internal static class EverythingOverHttp
{
    public static async Task<(Companion Process, string Url)> StartAsync(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var start = Companion.Command(NodeTools.Package("@modelcontextprotocol/server-everything/dist/index.js", "streamableHttp"));
            start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
            start.Environment["HOME"] = folder;
            var process = Companion.Start(start);
            try
            {
                await process.WaitForAsync(line => line.Contains("listening on port", StringComparison.Ordinal) ? line : null);
                return (process, $"http://127.0.0.1:{port}/mcp");
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
