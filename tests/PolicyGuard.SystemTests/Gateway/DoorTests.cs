using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>DNS rebinding: a page that a browser was made to load from our address by another name.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("POST", "/mcp")]
    [InlineData("GET", "/mcp")]
    [InlineData("DELETE", "/mcp/up")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/health/live")]
    [InlineData("OPTIONS", "/mcp")]
    public async Task Another_name_in_host_is_turned_away_on_every_route(string method, string path)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await RawAsync(rig.Url, $"{method} {path} HTTP/1.1\r\nHost: evil.example:{rig.Url.Port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("http.host", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("https://app.example", 400)]
    [InlineData("OWN", 400)]
    public async Task A_page_may_call_only_from_our_own_origin_or_one_that_the_operator_named(string origin, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { AllowedOrigins = ["https://app.example"] });
        var own = $"http://127.0.0.1:{rig.Url.Port}";

        using var response = await rig.PostAsync("not a message", "mcp", ("Origin", origin == "OWN" ? own : origin));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("LOCALHOST")]
    [InlineData("gate.example")]
    public async Task Our_own_names_are_served_with_and_without_port(string host)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { AllowedHosts = ["gate.example"] });

        foreach (var written in (string[])[host, $"{host}:{rig.Url.Port}"])
        {
            var answer = await RawAsync(rig.Url, $"GET /health/live HTTP/1.1\r\nHost: {written}\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil.example#localhost")]
    [InlineData("evil.example:80:localhost")]
    public async Task Names_that_only_contain_one_of_ours_are_not_ours(string host)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);

        var answer = await RawAsync(rig.Url, $"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.True(answer.StartsWith("HTTP/1.1 403", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Beyond_loopback_nothing_is_bound_unless_the_operator_says_so()
    {
        await using var stub = await McpStub.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayRig.StartAsync(stub, o => o with { Host = IPAddress.Any }));
        Assert.Contains("allow_unauthenticated", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RawAsync(Uri url, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
