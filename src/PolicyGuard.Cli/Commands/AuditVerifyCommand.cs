using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit verify</c>, alias <c>audit-verify</c>: recomputes the whole log from what is stored.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create(string name, bool hidden)
    {
        var command = new ShownCommand(
            name,
            "Prove that the audit log is what was written: recompute every hash, signature and checkpoint. Ends with 1 where something was changed.",
            "policyguard audit verify",
            "policyguard audit verify --against checkpoint-of-last-month.txt",
            "policyguard audit verify --bundle week.jsonl --key log.vkey",
            "policyguard audit verify --key policyguard/5f0c3a9b11d2e3f4+1a2b3c4d+AjBZMBM…")
        {
            Hidden = hidden,
        };
        var against = new Option<string?>("--against") { Description = "A checkpoint that you kept elsewhere: proves that nothing before it was rewritten since.", HelpName = "file" };
        var key = new Option<string?>("--key") { Description = "A signing key that you know: a verifier key, or a file with one or with a public key in PEM. Default: believes the log's own first key.", HelpName = "key|file" };
        var bundle = new Option<string?>("--bundle") { Description = "Verify a file of `audit export --with-proofs` instead; it takes no data folder.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        foreach (var option in new Option[] { bundle, against, key, json })
        {
            command.Options.Add(option);
        }

        LogCommand.SetAction(command, parsed => parsed.GetValue(bundle) is { } file ? ct => BundleAsync(parsed, file, against, key, json, ct) : null, async (parsed, store, ct) =>
        {
            if (!TryRead(parsed.GetValue(against), out var note))
            {
                return ExitCodes.Usage;
            }

            var links = await store.Log.KeyLinksAsync(ct);
            var pinned = parsed.GetValue(key) is { } known ? KnownKey.Read(known, Origin(links), out var fault) : null;
            if (parsed.GetValue(key) is not null && pinned is null)
            {
                _ = KnownKey.Read(parsed.GetValue(key)!, "", out fault);
                Starting.Log($"--key: {fault}");
                return ExitCodes.Usage;
            }

            var report = await RunAsync(store, links, pinned, note, ct);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => VerificationText.Write(writer, report));
            }
            else
            {
                VerificationText.Print(report, pinned is not null);
            }

            return report.IsGood ? ExitCodes.Ok : ExitCodes.NotOk;
        });
        return command;
    }

    private static async Task<VerificationReport> RunAsync(SqliteStore store, IReadOnlyList<string> links, NoteKey? pinned, byte[]? against, CancellationToken ct)
    {
        var extent = await store.Log.ExtentAsync(ct);
        using var progress = Progress.OnTerminal(extent.Size);
        return new LogVerifier(store.Scan, extent, links)
        {
            Pinned = pinned,
            // An array that is null would become an empty checkpoint.
            Against = against is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(against),
            Progress = seen => progress?.Tell(seen),
        }.Run(ct);
    }

    private static async Task<int> BundleAsync(ParseResult parsed, string file, Option<string?> against, Option<string?> key, Option<bool> json, CancellationToken ct)
    {
        if (!TryRead(parsed.GetValue(against), out var note))
        {
            return ExitCodes.Usage;
        }

        string? fault = null;
        var pinned = parsed.GetValue(key) is { } known ? KnownKey.Read(known, BundleOrigin(file), out fault) : null;
        if (fault is not null)
        {
            Starting.Log($"--key: {fault}");
            return ExitCodes.Usage;
        }

        try
        {
            using var progress = Progress.OnTerminal();
            await using var stream = File.OpenRead(file);
            var verifier = new BundleVerifier { Pinned = pinned, Against = note is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(note), Progress = seen => progress?.Tell(seen) };
            var report = await verifier.RunAsync(stream, ct);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => BundleText.Write(writer, report));
            }
            else
            {
                BundleText.Print(report, pinned is not null);
            }

            return report.IsGood ? ExitCodes.Ok : ExitCodes.NotOk;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            Starting.Log($"{file}: {wrong.Message}");
            return ExitCodes.Unavailable;
        }
    }

    // A key in PEM has no name; it gets the one that the bundle's log says it has, and then has to verify.
    private static string BundleOrigin(string file)
    {
        try
        {
            using var lines = new StreamReader(file);
            using var header = System.Text.Json.JsonDocument.Parse(lines.ReadLine() ?? "{}");
            return header.RootElement.TryGetProperty("checkpoint", out var note) ? note.GetString()?.Split('\n')[0] ?? "" : "";
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string Origin(IReadOnlyList<string> links) => KeyChain.TryParse(links, out var chain, out _) ? chain.Origin : "";

    private static bool TryRead(string? file, out byte[]? note)
    {
        note = null;
        if (file is null)
        {
            return true;
        }

        try
        {
            note = new FileInfo(file).Length <= SignedNote.MaxBytes ? File.ReadAllBytes(file) : throw new IOException($"{file} is too large for a checkpoint");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log($"--against: {fault.Message}");
            return false;
        }
    }
}
