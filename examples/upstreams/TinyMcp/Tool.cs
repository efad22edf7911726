using System.Text.Json;

namespace TinyMcp;

/// <summary>A tool: what a client sees of it, and what it does.</summary>
/// <param name="Name">The name it is called by.</param>
/// <param name="Description">What it does, for a model.</param>
/// <param name="Parameters">Its parameters, all of them required strings.</param>
/// <param name="Run">Does it: arguments in, text out. An exception becomes a result with <c>isError</c>.</param>
public sealed record Tool(string Name, string Description, string[] Parameters, Func<ToolArguments, string> Run)
{
    /// <summary>The tool changes nothing.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What the tool changes cannot be had back.</summary>
    public bool Destructive { get; init; }

    /// <summary>The tool reaches beyond its own server.</summary>
    public bool OpenWorld { get; init; }

    internal void Describe(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("description", Description);
        json.WriteStartObject("inputSchema");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var parameter in Parameters)
        {
            json.WriteStartObject(parameter);
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach (var parameter in Parameters)
        {
            json.WriteStringValue(parameter);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteBoolean("readOnlyHint", ReadOnly);
        json.WriteBoolean("destructiveHint", Destructive);
        json.WriteBoolean("openWorldHint", OpenWorld);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>The arguments of one call.</summary>
public readonly struct ToolArguments(JsonElement value)
{
    /// <summary>The argument of that name.</summary>
    /// <exception cref="ToolException">It is missing or not a string.</exception>
    public string this[string name] =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var argument) && argument.ValueKind == JsonValueKind.String
            ? argument.GetString()!
            : throw new ToolException($"The argument '{name}' is missing or not a string.");
}

/// <summary>A tool could not do what was asked; the message goes to the caller.</summary>
public sealed class ToolException(string message) : Exception(message);
