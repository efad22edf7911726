using System.CommandLine;
using System.Globalization;
using System.Text;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit prove</c>: a proof that an entry is in the log, or that the log only grew.</summary>
internal static class AuditProveCommand
{
    public static Command Create()
    {
        var which = new Argument<string?>("entry") { Description = "An entry's index, or the id of a call: then its first entry.", HelpName = "index|call-id", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<long?>("--consistency") { Description = "Prove instead that the log of so many entries grew into the newest checkpoint's by appending only; as JSON.", HelpName = "size" };
        var entry = new Option<string?>("--entry") { Description = "File for the entry's bytes: what the proof speaks of.", HelpName = "file" };
        var command = new ShownCommand(
            "prove",
            "Print a proof that anybody can check offline with the log's public key (C2SP tlog-proof): that an entry is in the log, or that the log only grew.",
            "policyguard audit prove 12 --entry entry.json > entry.tlog-proof",
            "policyguard audit prove --consistency 1200")
        {
            which, from, entry,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(which) is null == result.GetValue(from) is null)
            {
                result.AddError("prove takes an entry or a call's id, or --consistency");
            }
        });
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            if (await store.Log.CheckpointAsync(long.MaxValue, ct) is not { } newest)
            {
                Starting.Log("nothing was signed yet; `policyguard audit checkpoint` signs for all entries");
                return ExitCodes.NotOk;
            }

            var proofs = new LogProofs(store.Log);
            return parsed.GetValue(from) is { } size
                ? await GrowthAsync(proofs, size, ct)
                : await EntryAsync(store, proofs, parsed.GetValue(which)!, parsed.GetValue(entry), newest.Size, ct);
        });
        return command;
    }

    private static async Task<int> EntryAsync(SqliteStore store, LogProofs proofs, string asked, string? file, long size, CancellationToken ct)
    {
        var query = long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new LedgerQuery { AfterIndex = index - 1, NewestFirst = false, Limit = 1 }
            : new LedgerQuery { CallId = asked, NewestFirst = false, Limit = 1 };
        var found = await store.Ledger.ReadAsync(query, ct).FirstOrDefaultAsync(ct);
        if (found is null || (query.CallId is null && found.Index != index))
        {
            Starting.Log(query.CallId is null ? $"there is no entry {asked}, or it was pruned" : $"there is no entry of the call `{asked}`");
            return ExitCodes.NotOk;
        }

        if (found.Index >= size)
        {
            Starting.Log($"entry {found.Index} is not signed for yet; `policyguard audit checkpoint` signs for it");
            return ExitCodes.NotOk;
        }

        // A checkpoint that came meanwhile proves it as well.
        var (proof, fault) = await proofs.InclusionAsync(found.Index, null, ct);
        if (proof is null)
        {
            Starting.Log(fault);
            return ExitCodes.NotOk;
        }

        if (file is not null)
        {
            try
            {
                await File.WriteAllBytesAsync(file, found.Json.ToArray(), ct);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                Starting.Log($"{file} was not written: {wrong.Message}");
                return ExitCodes.Unavailable;
            }
        }

        using var output = StandardOutput.Open();
        output.Write(proof.Encode());
        return ExitCodes.Ok;
    }

    private static async Task<int> GrowthAsync(LogProofs proofs, long from, CancellationToken ct)
    {
        var (proof, fault) = await proofs.ConsistencyAsync(from, null, ct);
        if (proof is null)
        {
            Starting.Log($"--consistency: {fault}");
            return ExitCodes.Usage;
        }

        JsonOut.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("from", proof.From);
            json.WriteBase64String("from_root", proof.FromRoot.Span);
            json.WriteNumber("to", proof.To.Size);
            json.WriteStartArray("proof");
            foreach (var hash in proof.Hashes)
            {
                json.WriteBase64StringValue(hash.Span);
            }

            json.WriteEndArray();
            json.WriteString("checkpoint", Encoding.UTF8.GetString(proof.Checkpoint.Encode()));
            json.WriteEndObject();
        });
        return ExitCodes.Ok;
    }
}
