using System.Text.Json;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>Every string of a definition, names of members included: a model reads them all.</summary>
internal static class ToolTexts
{
    private const int Deepest = 64, Most = 4096;

    public static List<ToolText> Of(JsonElement definition)
    {
        var texts = new List<ToolText>();
        Walk(definition, "", depth: 0, texts);
        return texts;
    }

    private static void Walk(JsonElement value, string pointer, int depth, List<ToolText> texts)
    {
        if (depth > Deepest || texts.Count >= Most)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    var child = $"{pointer}/{JsonPath.Escape(member.Name)}";
                    texts.Add(new ToolText(child + "#key", member.Name, IsProse: false));
                    if (member.Value.ValueKind == JsonValueKind.String)
                    {
                        var prose = member.Name is "description" or "title" or "$comment" or "instructions" or "summary" or "markdownDescription";
                        texts.Add(new ToolText(child, member.Value.GetString()!, prose));
                    }
                    else
                    {
                        Walk(member.Value, child, depth + 1, texts);
                    }
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item, $"{pointer}/{index++}", depth + 1, texts);
                }

                break;
            case JsonValueKind.String:
                texts.Add(new ToolText(pointer, value.GetString()!, IsProse: false));
                break;
        }
    }
}
