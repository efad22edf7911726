using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>A syslog server that reads messages by their length, and nothing but whole ones.</summary>
internal sealed class SyslogServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _work;

    public SyslogServer(X509Certificate2? certificate = null, int port = 0)
    {
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>What stood in the stream and was no message; never right, except the cut end of a broken connection.</summary>
    public ConcurrentQueue<string> Garbage { get; } = new();

    /// <summary>Breaks every connection.</summary>
    public void Break()
    {
        foreach (var client in _clients)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Break();
        await _work;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }

            while (true)
            {
                var length = new StringBuilder();
                for (var c = await ByteAsync(stream); c != ' '; c = await ByteAsync(stream))
                {
                    length.Append((char)c);
                }

                if (!int.TryParse(length.ToString(), out var size) || length[0] is '0' or '+')
                {
                    Garbage.Enqueue(length.ToString());
                    return;
                }

                var message = new byte[size];
                await stream.ReadExactlyAsync(message);
                Messages.Enqueue(Encoding.UTF8.GetString(message));
            }
        }
        catch (Exception)
        {
            // The connection is over, or never was one.
        }
    }

    private static async Task<int> ByteAsync(Stream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one);
        return one[0];
    }
}
