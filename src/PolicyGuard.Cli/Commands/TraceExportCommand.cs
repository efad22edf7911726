using System.CommandLine;
using PolicyGuard.Backends.Signing;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Envelopes;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Seals;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard trace export</c>, alias <c>trace-export</c>: what proves an executed call to a stranger.</summary>
internal static class TraceExportCommand
{
    private static readonly string[] Formats = ["envelope", "dsse", "sigstore", "trusted-root"];

    public static Command Create(string name, bool hidden)
    {
        var id = new Argument<string>("call-id") { Description = "The call, as the audit log names it." };
        var format = new Option<string>("--format") { Description = $"What to print: {string.Join(", ", Formats)}.", HelpName = "format", DefaultValueFactory = static _ => "envelope" };
        format.AcceptOnlyFromAmong(Formats);
        var output = new Option<string?>("--output", "-o") { Description = "Folder for all of it: envelope.json, bundle.sigstore.json, trusted_root.json, log.pem. Prints the cosign command that verifies it.", HelpName = "folder" };
        var keyless = new Option<bool>("--keyless") { Description = "Sign with the identity of audit.keyless.* instead of the log's key: for the sigstore format." };
        var command = new ShownCommand(
            name,
            "Export what proves an executed call: its envelope, the signature over it, and a bundle that stock cosign verifies offline.",
            "policyguard trace export call_01k9m0v7x2c5t8b1n3hq > envelope.json",
            "policyguard trace export call_01k9m0v7x2c5t8b1n3hq --output proof/")
        {
            id, format, output, keyless,
        };
        command.Hidden = hidden;
        LogCommand.SetAction(command, async (parsed, options, store, ct) =>
        {
            var finder = new SealFinder(store.Ledger, store.Log, store.Scan);
            if (await finder.FindAsync(parsed.GetValue(id)!, ct) is not { } call)
            {
                Starting.Log($"no call `{SafeText.Of(parsed.GetValue(id)!)}` was executed; `policyguard trace list` shows those that were");
                return ExitCodes.NotOk;
            }

            var wanted = parsed.GetValue(format)!;
            if (wanted == "envelope" && parsed.GetValue(output) is null)
            {
                return Print(call.Json.Span);
            }

            if (await finder.SealAsync(call.Index, ct) is not { } seal || !KeyChain.TryParse(await store.Log.KeyLinksAsync(ct), out var chain, out _))
            {
                Starting.Log("the call is not signed for yet; a running gateway signs within seconds, `policyguard audit checkpoint` at once");
                return ExitCodes.NotOk;
            }

            try
            {
                var bundle = parsed.GetValue(keyless) ? await KeylessAsync(options, seal, ct) : seal.Bundle;
                var root = TrustedRoot.Write($"https://{chain.Current.Name}", await finder.PeriodsAsync(chain, ct));
                return parsed.GetValue(output) is { } folder
                    ? Write(folder, call, bundle, root, chain.KeyFor(seal.Stored.Index + 1), parsed.GetValue(keyless))
                    : Print(wanted switch { "dsse" => bundle.Envelope.ToJson(), "trusted-root" => root, _ => bundle.ToJson() });
            }
            catch (KeylessException fault)
            {
                Starting.Log($"not signed: {fault.Message}");
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static async Task<SigstoreBundle> KeylessAsync(ProgramOptions options, FoundSeal seal, CancellationToken ct)
    {
        var (who, token) = Keyless.Of(options);
        using var signer = new KeylessSigner(who, TimeProvider.System);
        return await signer.SignAsync(seal.Seal.Statement, token, ct);
    }

    private static int Print(ReadOnlySpan<byte> bytes)
    {
        using var output = StandardOutput.Open();
        output.Write(bytes);
        return ExitCodes.Ok;
    }

    private static int Write(string folder, SealedEnvelope call, SigstoreBundle bundle, byte[] root, NoteKey key, bool keyless)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "envelope.json"), call.Json.ToArray());
            File.WriteAllBytes(Path.Combine(folder, "bundle.sigstore.json"), bundle.ToJson());
            File.WriteAllBytes(Path.Combine(folder, "trusted_root.json"), root);
            File.WriteAllText(Path.Combine(folder, "log.pem"), key.Pem);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Starting.Log($"{folder} was not written: {fault.Message}");
            return ExitCodes.Unavailable;
        }

        Console.Out.WriteLine(keyless
            ? $"written to {SafeText.Of(folder)}; verify bundle.sigstore.json with cosign and the trusted root of the Fulcio and Rekor that signed"
            : $"cd {SafeText.Of(folder)} && cosign verify-blob-attestation --bundle bundle.sigstore.json --key log.pem --trusted-root trusted_root.json --type {BatchStatement.PredicateType} envelope.json");
        return ExitCodes.Ok;
    }
}
