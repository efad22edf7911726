using System.Text;
using System.Text.Json;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>What the gate takes a tool for when it judges what flows into it: inferred from its definition, or said by the operator.</summary>
/// <param name="Act">What it does, for example <c>send</c>, or several joined by a comma; <c>none</c> where nothing tells.</param>
/// <param name="Risk">How far that reaches: <c>none</c>, <c>fetch</c>, <c>low</c>, <c>code</c> or <c>high</c>. All but <c>none</c> is a sink.</param>
/// <param name="IsPublic">Whether what it is given leaves for others.</param>
/// <param name="Why">How this was found out, for a person.</param>
/// <param name="Arguments">What its arguments are, in the order of its schema; at most 200.</param>
public sealed record ToolInference(string Act, string Risk, bool IsPublic, string Why, IReadOnlyList<ArgumentInference> Arguments)
{
    /// <summary>Whether it is a sink: something that data of others may not steer.</summary>
    public bool IsSink => Risk != "none";

    /// <summary>Infers. A call that gives fewer arguments than the schema has may count for less.</summary>
    /// <param name="upstream">The tool's upstream.</param>
    /// <param name="tool">The tool's name as its upstream spells it.</param>
    /// <param name="definition">Its definition as MCP lists it: <c>annotations</c> and <c>inputSchema</c> are read.</param>
    /// <param name="options">What the operator says.</param>
    /// <exception cref="JsonException">The definition is not JSON.</exception>
    public static ToolInference Of(string upstream, string tool, string definition, TaintOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var document = JsonDocument.Parse(definition);
        var arguments = SchemaArgument.Of(Member(document.RootElement, "inputSchema"));
        var names = arguments.Where(static a => a.IsTop).Select(static a => a.Name).ToList();

        // A name without a canonical form is refused before anybody asks what it does, and no pattern meets it.
        _ = CanonicalName.TryCreate(tool, out var name, out _);
        var said = name is null ? null : Profiles.Said(options, name, upstream);
        var profile = said ?? SinkInference.Of(tool, Definition(document.RootElement), names);
        return new ToolInference(
            Word(profile.Act), Word(profile.Risk), profile.IsPublic, profile.Why,
            [.. arguments.Where(static a => a.IsValue).Select(a => Of(a, profile, name is null ? null : ArgumentRoles.Said(options, name, upstream, a.Pointer)))]);
    }

    private static ArgumentInference Of(SchemaArgument argument, ToolProfile profile, ArgumentRole? said)
    {
        if (said is { } told)
        {
            return new ArgumentInference(argument.Pointer, Word(told), "the configuration says so");
        }

        if (profile.Addresses.Contains(argument.Top))
        {
            return new ArgumentInference(argument.Pointer, Word(ArgumentRole.Control), "its schema says that it is an address");
        }

        // The judge reads texts and numbers; a switch is neither.
        if (argument.Type == "boolean")
        {
            return new ArgumentInference(argument.Pointer, Word(ArgumentRole.Setting), "it is a switch");
        }

        return ArgumentRoles.OfName(argument.Words, out var word) is { } role
            ? new ArgumentInference(argument.Pointer, Word(role), $"its name says '{word}'")
            : argument.Type is "number" or "integer"
                ? new ArgumentInference(argument.Pointer, Word(ArgumentRole.Setting), "its name says nothing, and a number alone steers nothing")
                : new ArgumentInference(argument.Pointer, "by_value", "its name says nothing: one short value steers, running text and numbers do not");
    }

    private static Calls.ToolDefinition Definition(JsonElement tool)
    {
        var annotations = Member(tool, "annotations");
        return new("", Hint(annotations, "readOnlyHint"), Hint(annotations, "destructiveHint"), Hint(annotations, "openWorldHint"))
        {
            Description = Member(tool, "description") is { ValueKind: JsonValueKind.String } says ? says.GetString() : null,
            InputSchema = Member(tool, "inputSchema") is { ValueKind: JsonValueKind.Object } schema ? Encoding.UTF8.GetBytes(schema.GetRawText()) : default,
        };
    }

    private static bool? Hint(JsonElement annotations, string name) => Member(annotations, name).ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
