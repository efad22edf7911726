using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace PolicyGuard.Cli.Composition;

/// <summary>The bodies of Anthropic's messages API.</summary>
internal static class AnthropicJson
{
    private const int DefaultTokens = 1024;
    private const int LongestFault = 500;

    /// <summary>The body of a request.</summary>
    public static byte[] Write(IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        var all = messages.ToList();
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer))
        {
            w.WriteStartObject();
            w.WriteNumber("max_tokens", options?.MaxOutputTokens ?? DefaultTokens);
            w.WriteStartArray("messages");
            foreach (var message in all.Where(static message => message.Role != ChatRole.System))
            {
                w.WriteStartObject();
                w.WriteString("role", message.Role.Value);
                w.WriteStartArray("content");
                Text(w, message.Text);
                w.WriteEndArray();
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("model", options?.ModelId ?? model);
            if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            {
                w.WriteStartObject("output_config");
                w.WriteStartObject("format");
                w.WriteString("type", "json_schema");
                w.WritePropertyName("schema");
                schema.WriteTo(w);
                w.WriteEndObject();
                w.WriteEndObject();
            }

            w.WriteStartArray("system");
            foreach (var message in all.Where(static message => message.Role == ChatRole.System))
            {
                Text(w, message.Text);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an answer. Blocks other than text, such as a call of a tool, end it with <see cref="ChatFinishReason.ToolCalls"/>; thoughts are left out.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var answer = document.RootElement;
            var text = new List<AIContent>();
            var other = false;
            foreach (var block in answer.GetProperty("content").EnumerateArray())
            {
                switch (block.GetProperty("type").GetString())
                {
                    case "text":
                        text.Add(new TextContent(block.GetProperty("text").GetString()));
                        break;
                    case not ("thinking" or "redacted_thinking"):
                        other = true;
                        break;
                }
            }

            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ModelId = answer.TryGetProperty("model", out var model) ? model.GetString() : null,
                FinishReason = other ? ChatFinishReason.ToolCalls : Ended(answer.GetProperty("stop_reason").GetString()),
                Usage = answer.TryGetProperty("usage", out var usage) ? Used(usage) : null,
            };
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("the server did not answer with a message", fault);
        }
    }

    /// <summary>What a server says of a fault; the status alone says enough where it says nothing that can be read.</summary>
    public static string ReadFault(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var message = document.RootElement.GetProperty("error").GetProperty("message").GetString() ?? "";
            return message.Length <= LongestFault ? message : message[..LongestFault];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no message";
        }
    }

    private static ChatFinishReason Ended(string? reason) => reason switch
    {
        "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason ?? "none"),
    };

    // What a cache of the provider's answered is paid for too.
    private static UsageDetails Used(JsonElement usage)
    {
        var input = Count(usage, "input_tokens") + Count(usage, "cache_creation_input_tokens") + Count(usage, "cache_read_input_tokens");
        var output = Count(usage, "output_tokens");
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static long Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var tokens) ? tokens : 0;

    private static void Text(Utf8JsonWriter w, string text)
    {
        w.WriteStartObject();
        w.WriteString("type", "text");
        w.WriteString("text", text);
        w.WriteEndObject();
    }
}
