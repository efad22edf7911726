using System.Text.Json;

namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>
/// Reads what a tool answered into members and values: JSON, what Python prints of its objects, YAML, tables; all else is running text. Tolerant:
/// what cannot be read in any notation is text. Linear in the length of the output.
/// </summary>
internal static class OutputReader
{
    private const int MaxDepth = 48;
    private const int MaxLayers = 3;
    private static readonly JsonDocumentOptions Loose = new() { MaxDepth = MaxDepth, AllowTrailingCommas = true };

    /// <summary>Reads a result; the wrapping of an MCP result is taken off.</summary>
    /// <param name="json">The raw JSON of the result.</param>
    public static Node Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Loose with { MaxDepth = 256 });
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
                ? Wrapped(root, content)
                : Of(root, 0);
        }
        catch (JsonException)
        {
            return Node.Prose(System.Text.Encoding.UTF8.GetString(json.Span));
        }
    }

    /// <summary>Reads a text in whatever notation it is.</summary>
    public static Node Read(string text) => Read(text, 0);

    private static Node Read(string text, int layer)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || layer > MaxLayers)
        {
            return Node.Prose(text);
        }

        if (trimmed[0] is '{' or '[' or '"' && Json(trimmed, layer) is { } json)
        {
            return json;
        }

        var read = PythonLiteral.Read(trimmed) ?? YamlBlock.Read(trimmed) ?? TextTable.Read(trimmed);

        // A string within quotes is the same text once more.
        return read is null ? Node.Prose(text) : read.Text is { } inner && trimmed[0] is '\'' or '"' ? Read(inner, layer + 1) : read;
    }

    private static Node? Json(ReadOnlySpan<char> text, int layer)
    {
        try
        {
            using var document = JsonDocument.Parse(text.ToString(), Loose);
            return document.RootElement.ValueKind == JsonValueKind.String ? Read(document.RootElement.GetString()!, layer + 1) : Of(document.RootElement, 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Node Wrapped(JsonElement root, JsonElement content)
    {
        var all = new Node { IsWrapping = true };
        foreach (var block in content.EnumerateArray())
        {
            if (block.ValueKind == JsonValueKind.Object && block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            {
                all.Members.Add(("text", Read(text.GetString()!)));
            }
            else
            {
                all.Members.Add(("block", Of(block, 0)));
            }
        }

        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is not ("content" or "isError"))
            {
                all.Members.Add((member.Name, Of(member.Value, 0)));
            }
        }

        return all;
    }

    private static Node Of(JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new Node();
                foreach (var member in element.EnumerateObject())
                {
                    members.Members.Add((member.Name, Of(member.Value, depth + 1)));
                }

                return members;
            case JsonValueKind.Array:
                var list = new Node();
                foreach (var item in element.EnumerateArray())
                {
                    list.Items.Add(Of(item, depth + 1));
                }

                return list;
            case JsonValueKind.String:
                // A lone surrogate is no text that anybody can send on.
                try
                {
                    return new Node { Text = element.GetString() };
                }
                catch (InvalidOperationException)
                {
                    return new Node { Text = element.GetRawText() };
                }

            default:
                return new Node { Text = element.GetRawText() };
        }
    }
}
