using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit export</c>. Entries pass through one by one: a log of any length takes the same memory.</summary>
internal static class AuditExportCommand
{
    public static Command Create()
    {
        var command = new ShownCommand(
            "export",
            "Write entries of the audit log for other programs, in the order of their index.",
            "policyguard audit export --format jsonl --output audit.jsonl",
            "policyguard audit export --format csv --since 7d --effect deny > denied.csv",
            "policyguard audit export --format cef --until 2026-11-20T00:00:00Z | nc siem.example 5140");
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", EntryFormats.Names)}.", HelpName = "format", DefaultValueFactory = static _ => "jsonl" };
        format.AcceptOnlyFromAmong([.. EntryFormats.Names]);
        var output = new Option<string?>("--output", "-o") { Description = "File to write, mode 0600; there once it is whole. Default: standard output.", HelpName = "file" };
        command.Options.Add(format);
        command.Options.Add(output);
        var filters = new AuditFilters(command, new AuditFilters.Counting(Default: int.MaxValue, Least: 1, "At most so many, the oldest. Default: all."));
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var query = filters.Read(parsed, TimeProvider.System.GetUtcNow()) with { NewestFirst = false };
            var form = EntryFormats.Of(parsed.GetValue(format)!, Machine.Version);
            if (parsed.GetValue(output) is { } file)
            {
                return await ToFileAsync(store.Ledger, query, form, Path.GetFullPath(file), ct);
            }

            // A line that counts would mix with the entries where both go to one terminal.
            var progress = Console.IsOutputRedirected ? Progress.OnTerminal() : null;
            using (progress)
            {
                await new EntryExport(form, StandardOutput.Open()).WriteAsync(store.Ledger.ReadAsync(query, ct), progress);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> ToFileAsync(ILedgerStore ledger, LedgerQuery query, IEntryFormat format, string file, CancellationToken ct)
    {
        var partial = file + ".partial";
        try
        {
            long count;
            using (var progress = Progress.OnTerminal())
            {
                await using var stream = new FileStream(partial, OwnFile());
                count = await new EntryExport(format, stream).WriteAsync(ledger.ReadAsync(query, ct), progress);
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
