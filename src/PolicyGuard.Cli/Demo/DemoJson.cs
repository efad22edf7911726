using System.Text.Json;

namespace PolicyGuard.Cli.Demo;

/// <summary>How the demo went, for programs.</summary>
internal static class DemoJson
{
    /// <summary>One document: what was asked for, every step, what was checked.</summary>
    public static void Write(Utf8JsonWriter json, DemoRun run, string dataFolder)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", run.Succeeded);
        json.WriteString("request", DemoScript.Request);
        json.WriteString("data_folder", dataFolder);
        json.WriteStartArray("steps");
        foreach (var outcome in run.Outcomes)
        {
            Write(json, outcome);
        }

        json.WriteEndArray();
        json.WriteStartArray("checks");
        foreach (var check in run.Checks)
        {
            json.WriteStartObject();
            json.WriteString("says", check.Says);
            json.WriteBoolean("holds", check.Holds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("scene", outcome.Scene.Title);
        json.WriteString("says", outcome.Step.Says);
        json.WriteString("tool", outcome.Step.Tool);
        json.WriteBoolean("attack", outcome.Step.StoppedBy is not null);
        json.WriteString("outcome", outcome.Word);
        json.WriteString("stopped_by", outcome.StoppedBy);
        json.WriteString("why", outcome.Answer.Ran ? null : outcome.Why);
        json.WriteBoolean("as_expected", outcome.AsExpected);
        json.WriteEndObject();
    }
}
