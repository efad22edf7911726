using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Governance;

/// <summary>What a governance tool answers: one JSON object, told as structured content and as the same in text.</summary>
internal sealed class ToolAnswer
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ToolAnswer(Action<Utf8JsonWriter>? content, Refusal? refusal) => (Content, Refusal) = (content, refusal);

    /// <summary>Writes the members of the object; null where there is no object to tell, only a refusal.</summary>
    public Action<Utf8JsonWriter>? Content { get; }

    /// <summary>Why it was refused, or null.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether <see cref="Refusal"/> is about arguments that make no sense.</summary>
    public bool IsInvalid { get; private init; }

    /// <summary>An answer.</summary>
    public static ToolAnswer Of(Action<Utf8JsonWriter> content) => new(content, null);

    /// <summary>A refusal that the tool's own form can tell as well.</summary>
    public static ToolAnswer Refused(Refusal refusal, Action<Utf8JsonWriter>? content = null) => new(content, refusal);

    /// <summary>A refusal of arguments that make no sense.</summary>
    public static ToolAnswer Invalid(string tool, IReadOnlyList<string> faults, Action<Utf8JsonWriter, string>? content = null)
    {
        var message = string.Join("; ", faults);
        return new ToolAnswer(content is null ? null : json => content(json, message), new Refusal(Calls.Reasons.ActInvalid, $"{tool}: {message}")) { IsInvalid = true };
    }

    /// <summary>The object as JSON.</summary>
    public ReadOnlyMemory<byte> Write(bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, indented ? Indented : Plain))
        {
            json.WriteStartObject();
            Content!(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
