using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PolicyGuard.Load;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends prepared bytes and reads one answer. No more than that, so that the client takes as little as
/// possible of the processors that it shares with what it measures.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] s_endOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_lastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket;
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    public Connection(Uri url)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, url.Port));
    }

    /// <summary>The last answer's head and body.</summary>
    public ReadOnlySpan<byte> Answer => _buffer.AsSpan(0, _length);

    /// <summary>Whether a GET is answered with 200.</summary>
    public static bool Answers(Uri url)
    {
        try
        {
            using var connection = new Connection(url);
            connection.Exchange(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n\r\n"));
            return connection.Status == 200;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>The status of the last answer.</summary>
    public int Status => int.Parse(Answer[9..12], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Sends and waits, on this thread.</summary>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public void Exchange(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        for (_length = 0; !IsWhole();)
        {
            Took(_socket.Receive(Room().Span));
        }
    }

    /// <summary>Sends and waits, freeing the thread.</summary>
    /// <exception cref="IOException">The connection ended within the answer.</exception>
    public async ValueTask ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        for (_length = 0; !IsWhole();)
        {
            Took(await _socket.ReceiveAsync(Room()));
        }
    }

    /// <summary>A header of the last answer, or null.</summary>
    public string? Header(string name)
    {
        var head = Encoding.ASCII.GetString(Answer[..Math.Max(0, Answer.IndexOf(s_endOfHead))]);
        var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line?[(name.Length + 1)..].Trim();
    }

    public void Dispose() => _socket.Dispose();

    private Memory<byte> Room()
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _buffer.AsMemory(_length);
    }

    private void Took(int bytes) => _length += bytes > 0 ? bytes : throw new IOException("The connection ended within an answer.");

    private bool IsWhole()
    {
        var head = Answer.IndexOf(s_endOfHead);
        if (head < 0)
        {
            return false;
        }

        var body = head + s_endOfHead.Length;
        var at = Answer[..head].IndexOf("Content-Length: "u8);
        if (at >= 0)
        {
            var digits = Answer[(at + 16)..body];
            return _length >= body + int.Parse(digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return Answer[..head].IndexOf("Transfer-Encoding: chunked"u8) < 0 || Answer.EndsWith(s_lastChunk);
    }
}
