using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Taint;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard detectors test</c>: what would be found in a text. What is found is never printed.</summary>
internal static class DetectorsTestCommand
{
    private const int MaxBytes = 64 * 1024 * 1024;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file; `-` reads standard input. JSON is scanned value by value, anything else as one text.", DefaultValueFactory = static _ => "-" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("test", "Scan a file or standard input, and tell what is found and where; the exit code is 1 where anything is.", "policyguard detectors test result.json", "echo \"$TEXT\" | policyguard detectors test --json")
        {
            file, json,
        };
        var options = new ConfigOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (options.Load(parsed, withoutUpstreams: true).Options is not { } loaded || DetectorsCommand.Load(loaded.Detectors) is not { } set)
            {
                return ExitCodes.Usage;
            }

            byte[] bytes;
            try
            {
                bytes = await ReadAsync(parsed.GetValue(file)!, ct);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Starting.Log(fault.Message);
                return ExitCodes.Unavailable;
            }

            var findings = Scan(new Scanner(set.WithResults), bytes);
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, findings));
            }
            else
            {
                foreach (var finding in findings)
                {
                    Console.Out.WriteLine(SafeText.Of($"{(finding.Pointer.Length == 0 ? "text" : finding.Pointer)}:{finding.Start}+{finding.Length}  {finding.Label}  {finding.Detector}{(finding.Via is null ? "" : $"  in {finding.Via}")}"));
                }

                Console.Error.WriteLine(Counted.Of(findings.Count, "finding"));
            }

            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.NotOk;
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken ct)
    {
        await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxBytes)
            {
                throw new IOException($"{file} is larger than {MaxBytes} bytes");
            }
        }

        return all.ToArray();
    }

    private static IReadOnlyList<Finding> Scan(Scanner scanner, byte[] bytes)
    {
        try
        {
            return scanner.Scan(bytes);
        }
        catch (JsonException)
        {
            return scanner.ScanText(Encoding.UTF8.GetString(bytes));
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Finding> findings)
    {
        writer.WriteStartArray();
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("detector", finding.Detector);
            writer.WriteString("label", finding.Label.ToString());
            writer.WriteString("pointer", finding.Pointer);
            writer.WriteNumber("start", finding.Start);
            writer.WriteNumber("length", finding.Length);
            writer.WriteString("via", finding.Via);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
