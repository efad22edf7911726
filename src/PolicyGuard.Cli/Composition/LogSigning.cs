using PolicyGuard.Backends.Keys;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>What signs for the log of a store: its keys and its publisher.</summary>
internal sealed class LogSigning : IDisposable
{
    private LogSigning(LogKeys keys, Publisher publisher) => (Keys, Publisher) = (keys, publisher);

    /// <summary>The signing keys.</summary>
    public LogKeys Keys { get; }

    /// <summary>Publishes checkpoints.</summary>
    public Publisher Publisher { get; }

    /// <summary>For the store of a configuration.</summary>
    public static LogSigning Of(SqliteStore store, Ledger.Ledger ledger, ProgramOptions options, TimeProvider clock)
    {
        var keys = new LogKeys(store.Log, new SignerFiles(FolderOf(options)));
        return new LogSigning(keys, new Publisher(store.Log, keys, new SealMaker(store.Ledger, ledger, clock), clock));
    }

    /// <summary>The folder of private keys.</summary>
    public static string FolderOf(ProgramOptions options) => options.KeysFolder ?? Path.Combine(options.DataFolder, ArgumentsKey.FolderName);

    /// <inheritdoc/>
    public void Dispose() => Keys.Dispose();
}
