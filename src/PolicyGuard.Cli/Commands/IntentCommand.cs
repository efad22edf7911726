using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard intent</c>.</summary>
internal static class IntentCommand
{
    public static Command Create() => new("intent", "Look at intent policies: what the task of a flow is for.")
    {
        IntentCheckCommand.Create(),
        IntentExplainCommand.Create(),
        IntentLearnCommand.Create(),
        IntentGraphCommand.Create(),
    };

    /// <summary>The argument of the commands that look at one file.</summary>
    public static Argument<string> File() => new("file") { Description = "An intent policy." };

    /// <summary>Reads files and tells their faults on standard error.</summary>
    public static (PolicyFiles Files, IntentLoadResult Result, IReadOnlyList<Diagnostic> Diagnostics) Read(params IReadOnlyList<string> paths)
    {
        var files = PolicyFiles.Read(paths);
        var result = IntentLoader.Load([.. files.Sources.Select(static file => new IntentSource(file.Path, file.Text))]);
        return (files, result, [.. files.Diagnostics, .. result.Diagnostics]);
    }

    /// <summary>The policy of one file, its faults told; null where there is an error.</summary>
    public static IntentPolicy? One(string path)
    {
        var (_, result, diagnostics) = Read(path);
        Tell(diagnostics);
        if (diagnostics.Any(static fault => fault.Severity == Severity.Error))
        {
            return null;
        }

        if (result.Policies is [var policy])
        {
            return policy;
        }

        Starting.Log($"{path} holds {result.Policies.Count} intent policies; name the file of one");
        return null;
    }

    /// <summary>Tells faults on standard error.</summary>
    public static void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var fault in diagnostics)
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }
    }

    /// <summary>Writes faults as a JSON member.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<Diagnostic> diagnostics)
    {
        writer.WriteStartArray("diagnostics");
        foreach (var fault in diagnostics)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", fault.Severity == Severity.Error ? "error" : "warning");
            writer.WriteString("file", fault.File);
            writer.WriteNumber("line", fault.Line);
            writer.WriteNumber("column", fault.Column);
            writer.WriteString("code", fault.Code);
            writer.WriteString("message", fault.Message);
            writer.WriteString("help", fault.Help);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
