using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit export</c>. Entries pass through one by one: a log of any length takes the same memory.</summary>
internal static class AuditExportCommand
{
    private const string Tiles = "tiles";

    public static Command Create()
    {
        var command = new ShownCommand(
            "export",
            "Write entries of the audit log for other programs, in the order of their index.",
            "policyguard audit export --format jsonl --output audit.jsonl",
            "policyguard audit export --format csv --since 7d --effect deny > denied.csv",
            "policyguard audit export --with-proofs --since 7d --output week.jsonl",
            "policyguard audit export --format tiles --output public-log/");
        var format = new Option<string>("--format")
        {
            Description = $"One of {string.Join(", ", EntryFormats.Names)}, or {Tiles}: the whole signed log as a folder that any web server can publish (C2SP tlog-tiles).",
            HelpName = "format",
            DefaultValueFactory = static _ => "jsonl",
        };
        format.AcceptOnlyFromAmong([.. EntryFormats.Names, Tiles]);
        var output = new Option<string?>("--output", "-o") { Description = "File to write, mode 0600; there once it is whole. For tiles a folder. Default: standard output.", HelpName = "file" };
        var proofs = new Option<bool>("--with-proofs") { Description = "With the newest checkpoint and a proof for each entry, so that `audit verify --bundle` needs nothing else; jsonl only, signed entries only." };
        command.Options.Add(format);
        command.Options.Add(output);
        command.Options.Add(proofs);
        command.Validators.Add(result =>
        {
            if (result.GetValue(format) == Tiles && result.GetValue(output) is null)
            {
                result.AddError("--format tiles writes a folder: name it with --output");
            }

            if (result.GetValue(proofs) && result.GetValue(format) is not (null or "jsonl"))
            {
                result.AddError("--with-proofs goes with --format jsonl");
            }
        });
        var filters = new AuditFilters(command, new AuditFilters.Counting(Default: int.MaxValue, Least: 1, "At most so many, the oldest. Default: all."));
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            if (parsed.GetValue(format) == Tiles)
            {
                return await ToFolderAsync(store, parsed.GetValue(output)!, ct);
            }

            var query = filters.Read(parsed, TimeProvider.System.GetUtcNow()) with { NewestFirst = false };
            Func<Stream, Progress?, Task<long>> write = (stream, progress) =>
                new EntryExport(EntryFormats.Of(parsed.GetValue(format)!, Machine.Version), stream).WriteAsync(store.Ledger.ReadAsync(query, ct), progress);
            if (parsed.GetValue(proofs))
            {
                if (await store.Log.CheckpointAsync(long.MaxValue, ct) is not { } newest)
                {
                    Starting.Log("nothing was signed yet; `policyguard audit checkpoint` signs for all entries");
                    return ExitCodes.NotOk;
                }

                var bundle = new ProofBundle(store.Log, newest, await store.Log.KeyLinksAsync(ct));
                write = (stream, progress) => BundleAsync(bundle, stream, Told(store.Ledger.ReadAsync(query, ct), progress), ct);
            }

            if (parsed.GetValue(output) is { } file)
            {
                return await ToFileAsync(write, Path.GetFullPath(file));
            }

            // A line that counts would mix with the entries where both go to one terminal.
            using var counting = Console.IsOutputRedirected ? Progress.OnTerminal() : null;
            using var standard = StandardOutput.Open();
            await write(standard, counting);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<long> BundleAsync(ProofBundle bundle, Stream output, IAsyncEnumerable<StoredEntry> entries, CancellationToken ct)
    {
        var (written, leftOut) = await bundle.WriteAsync(output, entries, ct);
        if (leftOut > 0)
        {
            Starting.Log($"{Counted.Entries(leftOut)} left out that nobody signed for yet; `policyguard audit checkpoint` signs for them");
        }

        return written;
    }

    private static async IAsyncEnumerable<StoredEntry> Told(IAsyncEnumerable<StoredEntry> entries, Progress? progress)
    {
        var count = 0L;
        await foreach (var entry in entries)
        {
            progress?.Tell(++count);
            yield return entry;
        }
    }

    private static async Task<int> ToFolderAsync(SqliteStore store, string folder, CancellationToken ct)
    {
        try
        {
            var done = await TilesExport.RunAsync(store.Log, store.Ledger, Path.GetFullPath(folder), ct);
            if (done.Refusal is { } why)
            {
                Starting.Log(why);
                return ExitCodes.NotOk;
            }

            foreach (var left in done.LeftOut)
            {
                Starting.Log(left);
            }

            Console.Error.WriteLine($"policyguard: {Counted.Entries(done.Size)} in {SafeText.Of(folder)}{(done.Before > 0 ? $", {done.Before} of them from before" : "")}");
            return ExitCodes.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log($"{folder} was not written: {fault.Message}");
            return ExitCodes.Unavailable;
        }
    }

    private static async Task<int> ToFileAsync(Func<Stream, Progress?, Task<long>> write, string file)
    {
        var partial = file + ".partial";
        try
        {
            long count;
            using (var progress = Progress.OnTerminal())
            {
                await using var stream = new FileStream(partial, OwnFile());
                count = await write(stream, progress);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, file, overwrite: true);
            Console.Error.WriteLine($"policyguard: {Counted.Entries(count)} in {SafeText.Of(file)}");
            return ExitCodes.Ok;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(partial);
            Starting.Log($"{file} was not written: {fault.Message}");
            return ExitCodes.Unavailable;
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    private static FileStreamOptions OwnFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing stops this too.
        }
    }
}
