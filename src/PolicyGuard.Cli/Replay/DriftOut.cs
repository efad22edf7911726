using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Replay.Drift;

namespace PolicyGuard.Cli.Replay;

/// <summary>Shows what came of running a call again.</summary>
internal static class DriftOut
{
    /// <summary>For people.</summary>
    public static void Write(TextWriter output, RecordedRun run, DriftCase compared, DriftReport report)
    {
        var decision = run.Decision;
        output.WriteLine($"{decision.CallId}  {SafeText.Of(decision.Target, 80)}  by {SafeText.Of(decision.Agent, 80)}  at {decision.At}");
        output.WriteLine($"replayed {compared.Runs.Count}×: {report.Word.Name()}");
        foreach (var evidence in report.Evidence)
        {
            output.WriteLine($"  {evidence.Word.Name()}: {(evidence.Path.Length > 0 ? SafeText.Of(evidence.Path, 200) + " " : "")}— {SafeText.Of(evidence.What)}");
            if (evidence.Values.Count > 0)
            {
                output.WriteLine($"      {string.Join("  |  ", evidence.Values.Select(static value => value is null ? "(not there)" : SafeText.Of(value, 160)))}");
            }
        }

        if (report.More > 0)
        {
            output.WriteLine($"  and {report.More} more");
        }

        foreach (var note in Notes(run, report))
        {
            output.WriteLine($"  note: {SafeText.Of(note)}");
        }
    }

    /// <summary>For programs.</summary>
    public static void Write(Utf8JsonWriter json, RecordedRun run, DriftCase compared, DriftReport report)
    {
        var decision = run.Decision;
        json.WriteStartObject();
        json.WriteString("call_id", decision.CallId);
        json.WriteString("target", decision.Target);
        json.WriteString("agent", decision.Agent);
        json.WriteString("at", decision.At);
        json.WriteNumber("times", compared.Runs.Count);
        json.WriteString("word", report.Word.Name());
        json.WriteStartArray("causes");
        foreach (var cause in report.Causes)
        {
            json.WriteStringValue(cause.Name());
        }

        json.WriteEndArray();
        json.WriteStartArray("evidence");
        foreach (var evidence in report.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("path", evidence.Path);
            json.WriteString("word", evidence.Word.Name());
            json.WriteString("what", evidence.What);
            json.WriteStartArray("values");
            foreach (var value in evidence.Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more", report.More);
        json.WriteStartArray("notes");
        foreach (var note in Notes(run, report))
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<string> Notes(RecordedRun run, DriftReport report) =>
    [
        .. report.Notes,
        .. run.Note is { } note ? [note] : Array.Empty<string>(),
        .. run.Decision.SentMore ? ["the recorded message carried more than its arguments (such as _meta); it was run again without that"] : Array.Empty<string>(),
    ];
}
