using PolicyGuard.Backends.Keys;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>What flows remember and what is kept of results, in one data folder that other processes share.</summary>
internal static class FlowsOnDisk
{
    /// <summary>The vault of a data folder, asked for when something is sealed.</summary>
    /// <exception cref="KeyFileException">When asked: the key cannot be made or read.</exception>
    public static Func<Vault> Vault(ProgramOptions options) => () => ArgumentsKey.ReadOrCreate(options.DataFolder);

    /// <summary>The archive of flows, over a book of its own.</summary>
    /// <exception cref="KeyFileException">The key of fingerprints cannot be made or read.</exception>
    public static FlowArchive Archive(SqliteStore store, ProgramOptions options, TimeProvider clock) =>
        new(store.FlowEvents, new FlowBook(FlowsKey.ReadOrCreate(options.DataFolder), options.Taint, clock), Vault(options), options.Flows, clock);
}
