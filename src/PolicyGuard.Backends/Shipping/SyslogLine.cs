using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace PolicyGuard.Backends.Shipping;

/// <summary>One connection to a syslog server. Syslog has no answers, so what comes is read only to learn that the server has gone.</summary>
internal sealed class SyslogLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private volatile bool _gone;

    private SyslogLine(Socket socket, Stream stream)
    {
        (_socket, _stream) = (socket, stream);
        _ = ListenAsync();
    }

    /// <summary>Whether the server closed the connection.</summary>
    internal bool Gone => _gone;

    /// <exception cref="ShipException">It cannot be reached, or is not who it should be.</exception>
    internal static async ValueTask<SyslogLine> OpenAsync(SyslogSinkOptions options, TimeProvider clock, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(options.Host, options.Port, either.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(ServerTrust.For(options.Host, options.CaFile), either.Token).ConfigureAwait(false);
                stream = tls;
            }

            return new SyslogLine(socket, stream);
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException)
        {
            socket.Dispose();
            throw new ShipException($"{options.Host}:{options.Port}: {fault.InnerException?.Message ?? fault.Message}", fault);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new ShipException($"{options.Host}:{options.Port} did not answer within {Patience.TotalSeconds:0} s");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await _stream.WriteAsync(bytes, ct).ConfigureAwait(false);
        await _stream.FlushAsync(ct).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(buffer).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The same as an end.
        }

        _gone = true;
    }
}
