using System.Text.Json;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>What of a tool is compared with other tools.</summary>
internal sealed class ToolShape
{
    // Words that any name may have more or less of, without another meaning.
    private static readonly string[] Fillers = ["a", "an", "the", "of", "for", "to", "my", "new", "v2", "tool", "best", "premium", "ultimate"];

    private ToolShape(ListedTool tool, string description)
    {
        Tool = tool;
        Plain = ToolNames.Plain(tool.Name);
        Words = [.. ToolNames.Words(tool.Name).Where(static w => !Fillers.Contains(w)).Select(static w => w.TrimEnd('s'))];
        Said = [];
        var text = PlainText.Of(description);
        Sentences.Each(text.Text, (in Sentence s, int _) =>
        {
            for (var i = 0; i < s.Tokens.Length && Said.Count < 400; i++)
            {
                Said.Add(s.Word(i).ToString().ToLowerInvariant());
            }
        });
    }

    public ListedTool Tool { get; }

    /// <summary>Its name without case and separators.</summary>
    public string Plain { get; }

    /// <summary>The words of its name.</summary>
    public HashSet<string> Words { get; }

    /// <summary>The words of its description.</summary>
    public HashSet<string> Said { get; }

    public static ToolShape Of(ListedTool tool)
    {
        using var document = JsonDocument.Parse(tool.Definition, new JsonDocumentOptions { MaxDepth = 256 });
        var description = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : "";
        return new ToolShape(tool, description);
    }
}
