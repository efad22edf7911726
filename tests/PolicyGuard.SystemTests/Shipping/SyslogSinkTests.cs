using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using PolicyGuard.Backends.Shipping;
using PolicyGuard.Ledger.Export;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>Syslog over TCP and TLS with servers that come, go and are not who they say.</summary>
public sealed class SyslogSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Authority _authority = new("one");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static SyslogSink Sink(int port, bool tls = false, string? ca = null, string host = "localhost", string format = "cef", TimeProvider? clock = null) =>
        new(new SyslogSinkOptions(host, port, tls, ca, 13), EntryFormats.Of(format, "1"), clock ?? TimeProvider.System);

    private string Pem(string text)
    {
        var file = Path.Combine(_folder.Path, "ca.pem");
        File.WriteAllText(file, text);
        return file;
    }

    [Fact]
    public async Task A_message_is_what_RFC_5424_says()
    {
        await using var server = new SyslogServer();
        using var sink = Sink(server.Port);
        await sink.SendAsync([Batches.One(5, "with ] and \" and \\ and\na line break")], default);
        await Until.TrueAsync(() => !server.Messages.IsEmpty, () => "nothing came");
        Assert.True(server.Messages.TryPeek(out var message));

        // 13 * 8 + 4, a warning.
        var match = Regex.Match(message, @"^<108>1 2026-11-20T08:00:00\.250001Z ([!-~]{1,255}) policyguard (\d+) refused (\[policyguard@32473 .*?[^\\]\]) (.*)$");
        Assert.True(match.Success, message);
        Assert.Contains("index=\"5\"", match.Groups[3].Value, StringComparison.Ordinal);
        Assert.StartsWith("\ufeffCEF:0|PolicyGuard|", match.Groups[4].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Structured_data_cannot_be_left()
    {
        await using var server = new SyslogServer();
        using var sink = Sink(server.Port);
        var json = """{"agent":"x\"] [evil@1 a=\"\\","kind":"re\u0020fused]","reason":"a]b"}"""u8.ToArray();
        await sink.SendAsync([new Ledger.StoredEntry(1, json, new byte[32])], default);
        await Until.TrueAsync(() => !server.Messages.IsEmpty, () => "nothing came");
        Assert.True(server.Messages.TryPeek(out var message));
        Assert.Contains(" refused] [policyguard@32473 ", message, StringComparison.Ordinal);
        Assert.Contains("""agent="x\"\] [evil@1 a=\"\\"] """, message, StringComparison.Ordinal);
        Assert.Contains("""reason="a\]b" """, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_follow_each_other_by_their_lengths()
    {
        await using var server = new SyslogServer();
        using var sink = Sink(server.Port, format: "jsonl");
        await sink.SendAsync(Batches.Of(0, 200, "é漢😀"), default);
        await sink.SendAsync(Batches.Of(200, 50), default);
        await Until.TrueAsync(() => server.Messages.Count == 250, () => $"{server.Messages.Count} came");
        Assert.Equal(Enumerable.Range(0, 250), server.Messages.Select(Index));
        Assert.Empty(server.Garbage);
    }

    [Fact]
    public async Task The_last_batch_comes_again_over_a_new_connection()
    {
        await using var server = new SyslogServer();
        using var sink = Sink(server.Port, format: "jsonl");
        await sink.SendAsync(Batches.Of(0, 3), default);
        await Until.TrueAsync(() => server.Messages.Count == 3, () => "nothing came");
        server.Break();

        await Until.TrueAsync(() => !sink.Connected, () => "the break went unseen");
        await sink.SendAsync(Batches.Of(3, 2), default);
        await Until.TrueAsync(() => server.Messages.Count == 8, () => $"{server.Messages.Count} came");
        Assert.Equal([0, 1, 2, 0, 1, 2, 3, 4], server.Messages.Select(Index));
    }

    [Fact]
    public async Task What_was_written_into_a_breaking_connection_comes_again()
    {
        await using var server = new SyslogServer();
        using var sink = Sink(server.Port, format: "jsonl");
        await sink.SendAsync(Batches.Of(0, 1), default);
        await Until.TrueAsync(() => server.Messages.Count == 1, () => "nothing came");
        server.Break();
        for (var i = 1; !server.Messages.Select(Index).Contains(20); i = Math.Min(20, i + 1))
        {
            // As the shipper does: the same again until it is taken.
            await Until.TrueAsync(
                async () =>
                {
                    try
                    {
                        await sink.SendAsync(Batches.Of(i, 1), default);
                        return true;
                    }
                    catch (ShipException)
                    {
                        return false;
                    }
                },
                () => "never taken");
        }

        Assert.Equal(Enumerable.Range(0, 21), server.Messages.Select(Index).Distinct());
    }

    [Fact]
    public async Task Nobody_there_is_a_failure()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var sink = Sink(port);
        Assert.Contains($"localhost:{port}", (await Assert.ThrowsAsync<ShipException>(async () => await sink.SendAsync(Batches.Of(0, 1), default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_reads_nothing_is_given_up()
    {
        var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        try
        {
            // The handshake never ends: nobody answers it.
            using var sink = Sink(((IPEndPoint)deaf.LocalEndpoint).Port, tls: true, clock: new HastyClock());
            Assert.Contains("within", (await Assert.ThrowsAsync<ShipException>(async () => await sink.SendAsync(Batches.Of(0, 1), default))).Message, StringComparison.Ordinal);
        }
        finally
        {
            deaf.Stop();
        }
    }

    [Fact]
    public async Task Tls_believes_the_authority_of_the_file()
    {
        await using var server = new SyslogServer(_authority.Server("localhost"));
        using var sink = Sink(server.Port, tls: true, ca: Pem(_authority.Pem), format: "jsonl");
        await sink.SendAsync(Batches.Of(0, 3), default);
        await Until.TrueAsync(() => server.Messages.Count == 3, () => "nothing came");
    }

    [Theory]
    [InlineData("system")]
    [InlineData("other authority")]
    [InlineData("other name")]
    [InlineData("expired")]
    public async Task Tls_sends_nothing_to_whom_it_does_not_know(string why)
    {
        using var other = new Authority("two");
        var certificate = _authority.Server(why == "other name" ? "elsewhere.example" : "localhost", expired: why == "expired");
        await using var server = new SyslogServer(certificate);
        using var sink = Sink(server.Port, tls: true, ca: why switch { "system" => null, "other authority" => Pem(other.Pem), _ => Pem(_authority.Pem) });
        await Assert.ThrowsAsync<ShipException>(async () => await sink.SendAsync(Batches.Of(0, 1), default));
        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no pem")]
    public async Task A_file_without_authorities_does_not_mean_everybody(string text)
    {
        await using var server = new SyslogServer(_authority.Server("localhost"));
        using var sink = Sink(server.Port, tls: true, ca: Pem(text));
        Assert.Contains("ca.pem", (await Assert.ThrowsAsync<ShipException>(async () => await sink.SendAsync(Batches.Of(0, 1), default))).Message, StringComparison.Ordinal);
    }

    private static int Index(string message) => int.Parse(Regex.Match(message, "index=\"(\\d+)\"").Groups[1].Value);
}
