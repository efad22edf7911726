using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>An upstream whose child is <c>talker.py</c>, and the words to speak with it.</summary>
internal sealed class Talker : IAsyncDisposable
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    // The pyenv shim is a shell script that starts slowly; the interpreter behind it does not.
    private static readonly Lazy<string?> Python = new(() =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-c", "import sys; print(sys.executable)"]) { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    });

    private Talker(UpstreamOptions options, RpcLimits limits)
    {
        Upstream = new StdioUpstream(options, limits, TimeProvider.System, Log.Enqueue);
    }

    public StdioUpstream Upstream { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public RecordingSink Unsolicited { get; private init; } = new();

    public IUpstreamSession Session { get; private set; } = null!;

    public static string Script => Path.Combine(AppContext.BaseDirectory, "Stdio", "talker.py");

    public static string Interpreter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the talker is a POSIX script");
        Assert.SkipWhen(Python.Value is null, "python3 is not installed");
        return Python.Value!;
    }

    public static async Task<Talker> StartAsync(Func<UpstreamOptions, UpstreamOptions>? with = null, RpcLimits? limits = null, bool shared = false)
    {
        var options = new UpstreamOptions { Name = "talker", Command = Interpreter(), Args = [Script], Timeout = Long };
        var talker = new Talker(with?.Invoke(options) ?? options, limits ?? RpcLimits.Default) { Unsolicited = new RecordingSink(shared: shared) };
        talker.Session = await talker.Upstream.OpenAsync(talker.Unsolicited, CancellationToken.None);
        return talker;
    }

    public static RpcMessage Message(string json) =>
        RpcReader.TryRead(Encoding.UTF8.GetBytes(json), RpcLimits.Default, out var message, out var fault) ? message! : throw new InvalidOperationException(fault!.Message);

    public static string Text(UpstreamReply reply) => Encoding.UTF8.GetString(reply.Message.Utf8.Span);

    /// <summary>Sends a request; the id is raw JSON.</summary>
    public Task<UpstreamReply> SendAsync(string id, string method, string parameters = "{}", IMessageSink? sink = null, CancellationToken ct = default) =>
        Session.RequestAsync(Message($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}"""), RequestHeaders.None, sink ?? new RecordingSink(), ct);

    /// <summary>Calls and returns the result.</summary>
    public async Task<JsonElement> AskAsync(string method, string parameters = "{}") =>
        JsonDocument.Parse((await SendAsync("1", method, parameters).WaitAsync(Long)).Message.Result).RootElement;

    public Task NotifyAsync(string json) => Session.SendAsync(Message(json), RequestHeaders.None, CancellationToken.None);

    public async Task InitializeAsync()
    {
        await SendAsync("0", "initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""").WaitAsync(Long);
        await NotifyAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    /// <summary>Whether a process lives; a zombie does not.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < Long, what);
            await Task.Delay(20);
        }
    }

    public ValueTask DisposeAsync() => Upstream.DisposeAsync();
}

/// <summary>Keeps what it is given.</summary>
internal sealed class RecordingSink(Func<RpcMessage, ValueTask>? also = null, bool shared = false) : IMessageSink
{
    public bool IsShared => shared;

    public ConcurrentQueue<RpcMessage> Messages { get; } = new();

    public IEnumerable<string> Texts => Messages.Select(message => Encoding.UTF8.GetString(message.Utf8.Span));

    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
    {
        Messages.Enqueue(message);
        return also?.Invoke(message) ?? default;
    }
}
