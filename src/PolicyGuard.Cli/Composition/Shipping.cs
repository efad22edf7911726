using PolicyGuard.Backends.Shipping;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Health;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>The shippers of a program that serves: one for each sink of <c>audit.ship</c>.</summary>
internal sealed class Shipping : IAsyncDisposable
{
    private readonly IReadOnlyList<(string Name, Shipper Shipper)> _shippers;

    private Shipping(IReadOnlyList<(string Name, Shipper Shipper)> shippers) => _shippers = shippers;

    /// <summary>What health tells of them.</summary>
    public IEnumerable<HealthProbe> Probes => _shippers.Select(static one => new HealthProbe($"ship:{one.Name}", () => one.Shipper.State.Fault));

    /// <summary>Begins to ship.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="store">Where entries and cursors are.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator; must not throw.</param>
    public static Shipping Start(ProgramOptions options, SqliteStore store, TimeProvider clock, Action<string> log) => new(
    [
        .. options.Ship.Select(sink => (sink.Name, new Shipper(
            sink.Name, Sink(sink, clock), store.Ledger, store.ShipCursors, () => ShipLock.TryTake(options.DataFolder, sink.Name), clock, log))),
    ]);

    /// <summary>Ships what is left, for at most as long as <see cref="Shipper.LastAttempt"/> says, all at once.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_shippers.Select(static one => one.Shipper.DisposeAsync().AsTask()));

    private static IShipSink Sink(ShipOptions sink, TimeProvider clock)
    {
        var format = EntryFormats.Of(sink.Format, Machine.Version);
        return sink.Type switch
        {
            "file" => new FileSink(new FileSinkOptions(sink.Path!, sink.MaxBytes, sink.Keep), format),
            "syslog" => new SyslogSink(new SyslogSinkOptions(sink.Address!.Host.Trim('[', ']'), sink.Address.Port, sink.Address.Scheme == "tls", sink.CaFile, sink.Facility), format, clock),
            "http" => new HttpSink(new HttpSinkOptions(sink.Url!, sink.Headers, sink.CaFile), sink.Format, format, sink.AsArray ? HttpBody.Array : HttpBody.Lines, clock),
            "otlp" => new OtlpSink(new HttpSinkOptions(sink.Url!, sink.Headers, sink.CaFile), Machine.Version, clock),
            _ => throw new ArgumentOutOfRangeException(nameof(sink), sink.Type, "no such sink"),
        };
    }
}
