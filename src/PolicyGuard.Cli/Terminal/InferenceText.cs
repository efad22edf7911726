using System.Text.Json;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Shows what the gate takes a tool for.</summary>
internal static class InferenceText
{
    /// <summary>For people.</summary>
    public static void Write(TextWriter output, ToolInference inference)
    {
        var leaves = inference.IsPublic ? "; what it is given leaves for others" : "";
        output.WriteLine($"{(inference.IsSink ? "a sink" : "no sink")}: act {inference.Act}, risk {inference.Risk}{leaves} ({Shown(inference.Why)})");
        if (inference.Arguments.Count == 0)
        {
            output.WriteLine("  its schema names no arguments");
            return;
        }

        var width = Math.Min(40, inference.Arguments.Max(static a => Shown(Name(a)).Length));
        foreach (var argument in inference.Arguments)
        {
            output.WriteLine($"  {argument.Role,-8}  {Shown(Name(argument)).PadRight(width)}  {Shown(argument.Why)}");
        }
    }

    /// <summary>For programs: the member <c>inference</c>.</summary>
    public static void Write(Utf8JsonWriter json, ToolInference inference)
    {
        json.WriteStartObject("inference");
        json.WriteBoolean("sink", inference.IsSink);
        json.WriteString("act", inference.Act);
        json.WriteString("risk", inference.Risk);
        json.WriteBoolean("public", inference.IsPublic);
        json.WriteString("why", inference.Why);
        json.WriteStartArray("arguments");
        foreach (var argument in inference.Arguments)
        {
            json.WriteStartObject();
            json.WriteString("pointer", argument.Pointer);
            json.WriteString("role", argument.Role);
            json.WriteString("why", argument.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Name(ArgumentInference argument) => argument.Pointer.TrimStart('/');

    private static string Shown(string text) => SafeText.Of(VisibleText.Of(text));
}
