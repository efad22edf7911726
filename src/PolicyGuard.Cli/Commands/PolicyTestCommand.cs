using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy test</c>.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var paths = PolicyCommand.Paths();
        var defaultAction = PolicyCommand.DefaultAction();
        var together = new Option<bool>("--together") { Description = "Test every file against all files together, instead of against itself alone." };
        var stored = PolicyCommand.Stored();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(
            "test",
            "Run the tests that policies carry in `tests:`.",
            "policyguard policy test policies/",
            "policyguard policy test policies/ --together")
        {
            paths, defaultAction, together, stored, json,
        };
        var options = new ConfigOptions(command).With(command, "--data-dir", "data_dir", "folder");
        command.SetAction(async (parsed, ct) =>
        {
            Effect? effect = Effects.TryParse(parsed.GetValue(defaultAction), out var written) ? written : null;
            var files = PolicyFiles.Read(parsed.GetValue(paths)!);
            IReadOnlyList<StoredPolicy>? made = null;
            if (parsed.GetValue(stored))
            {
                (made, var exit) = await PolicyCommand.StoredAsync(parsed, options, ct);
                if (made is null)
                {
                    return exit;
                }
            }

            var sets = parsed.GetValue(together) || made is not null ? [files] : files.Sources.Select(static source => new PolicyFiles([source], [])).Prepend(new PolicyFiles([], files.Diagnostics));
            return Report([.. sets.Select(set => Policies.Compile(set, effect)).Select(set => made is null ? set : set.With(made, effect))], parsed.GetValue(json));
        });
        return command;
    }

    private static int Report(List<Policies> sets, bool json)
    {
        var errors = sets.SelectMany(static set => set.Diagnostics).Where(static fault => fault.Severity == Severity.Error).ToList();
        var outcomes = sets.Where(static set => set.Rules is not null)
            .SelectMany(static set => set.Result.Documents.SelectMany(document => PolicyTestRunner.Run(document, set.Rules!))).ToList();
        var failed = outcomes.Count(static outcome => !outcome.Passed);
        errors.ForEach(static fault => Console.Error.WriteLine(SafeText.Of(fault.ToString())));
        if (json)
        {
            Write(outcomes, failed);
        }
        else
        {
            foreach (var outcome in outcomes)
            {
                Console.Out.WriteLine(outcome.Passed
                    ? $"ok    {SafeText.Of(outcome.Name)}"
                    : $"FAIL  {SafeText.Of(outcome.Name)} ({outcome.Path}:{outcome.Line}): {SafeText.Of(outcome.Failure!)}");
            }

            Console.Out.WriteLine($"{outcomes.Count - failed} passed, {failed} failed");
        }

        if (outcomes.Count == 0 && errors.Count == 0)
        {
            Console.Error.WriteLine("policyguard: there was nothing to test; a policy's tests stand under `tests:`");
        }

        return failed > 0 || errors.Count > 0 || outcomes.Count == 0 ? ExitCodes.NotOk : ExitCodes.Ok;
    }

    private static void Write(List<PolicyTestOutcome> outcomes, int failed) => JsonOut.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("passed", outcomes.Count - failed);
        writer.WriteNumber("failed", failed);
        writer.WriteStartArray("tests");
        foreach (var outcome in outcomes)
        {
            writer.WriteStartObject();
            writer.WriteString("name", outcome.Name);
            writer.WriteString("file", outcome.Path);
            writer.WriteNumber("line", outcome.Line);
            writer.WriteBoolean("passed", outcome.Passed);
            writer.WriteString("failure", outcome.Failure);
            writer.WriteString("effect", outcome.Verdict.Effect.Name());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
