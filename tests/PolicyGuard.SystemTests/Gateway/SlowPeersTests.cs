using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger;
using PolicyGuard.SystemTests.Stdio;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>Peers that hold on to what they take: slow, huge, many, endless.</summary>
public sealed class SlowPeersTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static Func<GatewayOptions, GatewayOptions> Impatient => static o => o with { HeaderTime = TimeSpan.FromSeconds(1), SlowBodyTime = TimeSpan.FromSeconds(1.1) };

    [Theory]
    [InlineData("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")]
    [InlineData("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task A_client_sends_a_letter_now_and_then_and_keeps_its_place(string beginning)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, Impatient);
        using var client = new TcpClient();
        await client.ConnectAsync(rig.Url.Host, rig.Url.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), TestContext.Current.CancellationToken);

        var answer = ReadAsync(stream);
        while (!answer.IsCompleted)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            try
            {
                await stream.WriteAsync(beginning.Contains("chunked", StringComparison.Ordinal) ? "1\r\n \r\n"u8.ToArray() : " "u8.ToArray(), TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.StartsWith("HTTP/1.1 408", await answer.WaitAsync(Soon, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(stub.Of("tools/call"));
        Assert.Equal(200, (int)(await rig.PostAsync(Call)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_stream_is_kept_and_holds_up_the_others()
    {
        var flood = new string('x', 64 * 1024);
        var left = new TaskCompletionSource();
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call" || !seen.Body.Contains("flood", StringComparison.Ordinal))
            {
                return false;
            }

            try
            {
                while (true)
                {
                    await McpStub.EventAsync(http, $$$"""data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"{{{flood}}}"}}""" + "\n\n");
                    http.RequestAborted.ThrowIfCancellationRequested();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                left.TrySetResult();
            }

            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => Impatient(o) with { Upstreams = [o.Upstreams[0] with { Timeout = TimeSpan.FromSeconds(1.5) }] });
        await rig.ReadyAsync();
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(rig.Url.Host, rig.Url.Port, TestContext.Current.CancellationToken);
        var body = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":"flood"}}}""";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)(await rig.PostAsync(Call)).StatusCode);

        // It is let go, the upstream hears of it, and the entry is closed.
        await left.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);
        await StreamTests.Eventually(async () => (await rig.EntriesAsync(EntryKind.Closed)).Count == 2);
    }

    [Theory]
    [InlineData(40 * 1024, 1, 431)]
    [InlineData(10, 200, 431)]
    public async Task Headers_without_end_are_read(int length, int count, int status)
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub);
        using var client = new TcpClient();
        await client.ConnectAsync(rig.Url.Host, rig.Url.Port, TestContext.Current.CancellationToken);
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n"));
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /mcp HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status}", await ReadAsync(client.GetStream()).WaitAsync(Soon, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_are_opened_without_end()
    {
        await using var stub = await McpStub.StartAsync();
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { MaxStreams = 2, MaxSessions = 2 });
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                clients.Add(new TcpClient());
                await clients[i].ConnectAsync(rig.Url.Host, rig.Url.Port, TestContext.Current.CancellationToken);
                await clients[i].GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                Assert.NotEqual(0, await clients[i].GetStream().ReadAsync(new byte[64], TestContext.Current.CancellationToken));
            }

            using var tooMany = new TcpClient();
            await tooMany.ConnectAsync(rig.Url.Host, rig.Url.Port, TestContext.Current.CancellationToken);
            Assert.Equal("", await ReadAsync(tooMany.GetStream()).WaitAsync(Soon, TestContext.Current.CancellationToken));

            // Those who are in are served, and a place that is left can be taken.
            await clients[0].GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await clients[0].GetStream().ReadAsync(new byte[64], TestContext.Current.CancellationToken));
            clients[1].Dispose();
            await StreamTests.Eventually(async () =>
            {
                try
                {
                    return (await rig.Http.GetAsync(new Uri(rig.Url, "health/live"))).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("application/json", " ")]
    [InlineData("text/event-stream", ":\n\n")]
    [InlineData("text/event-stream", "data: x")]
    public async Task An_upstream_trickles_for_ever(string type, string drop)
    {
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            http.Response.ContentType = type;
            try
            {
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.WriteAsync(drop);
                    await http.Response.Body.FlushAsync();
                    await Task.Delay(20);
                }
            }
            catch (IOException)
            {
            }

            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Upstreams = [o.Upstreams[0] with { Timeout = TimeSpan.FromSeconds(0.5) }] });

        Assert.Contains(Reasons.UpstreamTimeout, (await rig.CallAsync(Call)).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json", false)]
    [InlineData("text/event-stream", false)]
    public async Task An_upstreams_answer_has_no_end(string type, bool announced)
    {
        const int Most = 64 * 1024;
        long sent = 0;
        await using var stub = await McpStub.StartAsync(s => s.On = async (seen, http) =>
        {
            if (seen.Method != "tools/call")
            {
                return false;
            }

            http.Response.ContentType = type;
            http.Response.ContentLength = announced ? 1L << 40 : null;
            var piece = new string('x', 8192);
            try
            {
                await http.Response.WriteAsync(type.StartsWith("text", StringComparison.Ordinal) ? "data: " : "\"");
                while (sent < 1L << 30)
                {
                    await http.Response.WriteAsync(piece);
                    await http.Response.Body.FlushAsync();
                    http.RequestAborted.ThrowIfCancellationRequested();
                    sent += piece.Length;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }

            return true;
        });
        await using var rig = await GatewayRig.StartAsync(stub, o => o with { Message = o.Message with { MaxBytes = Most } });

        Assert.Contains(Reasons.UpstreamGarbage, (await rig.CallAsync(Call)).GetRawText(), StringComparison.Ordinal);
        Assert.True(sent < 64 * 1024 * 1024, $"{sent} bytes were taken");
    }

    [Fact]
    public async Task A_child_writes_a_line_that_never_ends()
    {
        var options = new UpstreamOptions { Name = "talker", Command = Talker.Interpreter(), Args = [Talker.Script], Timeout = TimeSpan.FromSeconds(1) };
        await using var rig = await GatewayRig.StartAsync([], o => o with { Upstreams = [options] });
        await rig.ReadyAsync();

        // No line end: the answer never comes, and the next call's is behind it on the same line.
        var endless = Convert.ToBase64String("{\"jsonrpc\":"u8);
        var first = await rig.CallAsync($$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"raw","arguments":{"bytes":"{{{{endless}}}}","reply":false}}}""");
        Assert.Contains(Reasons.UpstreamTimeout, first.GetRawText(), StringComparison.Ordinal);
        Assert.All(await rig.EntriesAsync(EntryKind.Opened), opened => Assert.NotNull(opened));
        Assert.Single(await rig.EntriesAsync(EntryKind.Closed));
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is var read and > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
                if (text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (IOException)
        {
            // Closed at once.
        }

        return text.ToString();
    }
}
