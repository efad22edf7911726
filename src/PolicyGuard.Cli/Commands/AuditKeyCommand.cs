using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit key</c>: the keys that sign for the log.</summary>
internal static class AuditKeyCommand
{
    public static Command Create() => new("key", "Show or replace the key that signs for the log.") { Show(), Rotate() };

    private static ShownCommand Show()
    {
        var pem = new Option<bool>("--pem") { Description = "Print the key that signs now as PEM, as openssl and cosign read it." };
        var chain = new Option<bool>("--chain") { Description = "Print the chain of all keys, each vouched for by the one before." };
        var command = new ShownCommand(
            "show",
            "Print the log's key, for others to verify with: name, id and public key on one line.",
            "policyguard audit key show > log.vkey",
            "policyguard audit key show --pem > log.pem")
        {
            pem, chain,
        };
        LogCommand.SetAction(command, async (parsed, store, ct) =>
        {
            var links = await store.Log.KeyLinksAsync(ct);
            if (links.Count == 0)
            {
                Starting.Log("nothing was signed yet; `policyguard audit checkpoint` makes the first key and signs");
                return ExitCodes.NotOk;
            }

            if (!KeyChain.TryParse(links, out var keys, out var fault))
            {
                Starting.Log($"the chain of signing keys is broken: {fault}; `policyguard audit verify` says more");
                return ExitCodes.NotOk;
            }

            Console.Out.Write(parsed.GetValue(chain) ? string.Join("\n", keys.Encoded) : parsed.GetValue(pem) ? keys.Current.Pem : $"{keys.Current}\n");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Rotate()
    {
        var command = new ShownCommand(
            "rotate",
            "Replace the signing key. The old one vouches for the new one and is removed; who knows an old key can verify all that follows.",
            "policyguard audit key rotate");
        StoreCommand.SetAction(command, existingOnly: true, async (_, desk, ct) =>
        {
            var outcome = await desk.Log.RotateKeyAsync(desk.Actor, ct);
            if (outcome.Value is not { } key)
            {
                return ActResult.Refused(outcome);
            }

            Console.Out.WriteLine(key);
            return ExitCodes.Ok;
        });
        return command;
    }
}
