using System.Diagnostics;

namespace PolicyGuard.Load;

/// <summary>Clients that each wait for an answer before they send again.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs <paramref name="connections"/> clients against <paramref name="target"/> for the options' time.</summary>
    /// <exception cref="InvalidOperationException">An answer was not a tool's result: a benchmark of refusals is not the one that was asked for.</exception>
    public static async Task<Series> RunAsync(Target target, int connections, LoadOptions options)
    {
        var clients = Enumerable.Range(0, connections).Select(_ => new Client(target, options)).ToArray();
        try
        {
            await RunAsync(clients, options.Span / 4);
            foreach (var client in clients)
            {
                client.Micros.Clear();
            }

            var cpu = target.Cpu;
            var clock = Stopwatch.StartNew();
            await RunAsync(clients, options.Span);
            clock.Stop();
            return new Series([.. clients.SelectMany(client => client.Micros)], clock.Elapsed, target.Cpu - cpu);
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
    }

    private static Task RunAsync(Client[] clients, TimeSpan span)
    {
        var end = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
        if (clients.Length > 1)
        {
            return Task.WhenAll(clients.Select(client => Task.Run(() => client.LoopAsync(end))));
        }

        // One client waits on its own thread: a switch of threads would be a good part of what one call takes.
        clients[0].Loop(end);
        return Task.CompletedTask;
    }

    private sealed class Client : IDisposable
    {
        private readonly Connection _connection;
        private readonly byte[] _request;
        private readonly string _target;

        public Client(Target target, LoadOptions options)
        {
            _target = target.Name;
            _connection = new Connection(target.Url);
            _request = CallBytes.Make(_connection, target.Url, options, target.Tool);
        }

        public List<float> Micros { get; } = new(1 << 16);

        public void Loop(long end)
        {
            for (var now = Stopwatch.GetTimestamp(); now < end;)
            {
                _connection.Exchange(_request);
                now = Note(now);
            }
        }

        public async Task LoopAsync(long end)
        {
            for (var now = Stopwatch.GetTimestamp(); now < end;)
            {
                await _connection.ExchangeAsync(_request);
                now = Note(now);
            }
        }

        public void Dispose() => _connection.Dispose();

        private long Note(long start)
        {
            var now = Stopwatch.GetTimestamp();
            Micros.Add((float)Stopwatch.GetElapsedTime(start, now).TotalMicroseconds);
            return _connection.Status == 200 && _connection.Answer.IndexOf("\"isError\":false"u8) > 0
                ? now
                : throw new InvalidOperationException($"{_target} answered: {System.Text.Encoding.UTF8.GetString(_connection.Answer)}");
        }
    }
}
