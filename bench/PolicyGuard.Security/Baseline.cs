using System.Text;
using System.Text.Json;

namespace PolicyGuard.Security;

/// <summary>The figures that were last recorded: none may get worse. A figure that is new has to be recorded, one that is gone is missed.</summary>
internal static class Baseline
{
    /// <summary>What got worse, a line each; empty where nothing did.</summary>
    /// <exception cref="InvalidDataException">The file is no baseline, or one of another sample.</exception>
    public static List<string> Compare(string path, IReadOnlyList<Figure> measured, RunOptions options)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        if (root.GetProperty("sample").GetInt32() is var sample && sample != options.Sample)
        {
            throw new InvalidDataException($"{path}: recorded with --sample {sample}, not {options.Sample}");
        }

        var worse = new List<string>();
        var left = measured.ToDictionary(KeyOf);
        foreach (var recorded in root.GetProperty("figures").EnumerateArray())
        {
            var (file, name) = (recorded.GetProperty("file").GetString()!, recorded.GetProperty("name").GetString()!);
            var (count, of) = (recorded.GetProperty("count").GetInt32(), recorded.GetProperty("of").GetInt32());
            var key = Key(file, name, options.InstructionDetector);
            if (recorded.GetProperty("detector").GetBoolean() != options.InstructionDetector)
            {
                continue;
            }

            if (!left.Remove(key, out var now))
            {
                worse.Add($"{file}: \"{name}\" is recorded ({count} of {of}) and was not measured");
            }
            else if (now.Of != of)
            {
                worse.Add($"{file}: \"{name}\" is now out of {now.Of}, not {of}: the rows changed; record the figures anew");
            }
            else if (now.Fewer ? now.Count > count : now.Count < count)
            {
                worse.Add($"{file}: \"{name}\" is now {now.Count} of {of}; recorded are {count}");
            }
        }

        worse.AddRange(left.Values.Select(static figure => $"{figure.File}: \"{figure.Name}\" is not recorded; record the figures anew"));
        return worse;

        string KeyOf(Figure figure) => Key(figure.File, figure.Name, options.InstructionDetector);
    }

    /// <summary>Writes the figures down; those of the other setting of the instruction detector stay.</summary>
    public static void Record(string path, IReadOnlyList<Figure> measured, RunOptions options)
    {
        var kept = new List<JsonElement>();
        if (File.Exists(path))
        {
            using var before = JsonDocument.Parse(File.ReadAllBytes(path));
            if (before.RootElement.GetProperty("sample").GetInt32() == options.Sample)
            {
                kept.AddRange(before.RootElement.GetProperty("figures").EnumerateArray()
                    .Where(figure => figure.GetProperty("detector").GetBoolean() != options.InstructionDetector).Select(static figure => figure.Clone()));
            }
        }

        // One line each, so that a change shows what became of what.
        var lines = measured.Select(figure => Line(figure, options.InstructionDetector)).Concat(kept.Select(static figure => figure.GetRawText())).Order(StringComparer.Ordinal);
        File.WriteAllText(path, $"{{\"sample\":{options.Sample},\"figures\":[\n{string.Join(",\n", lines)}\n]}}\n");
    }

    private static string Line(Figure figure, bool detector)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", figure.File);
            writer.WriteString("name", figure.Name);
            writer.WriteBoolean("detector", detector);
            writer.WriteNumber("count", figure.Count);
            writer.WriteNumber("of", figure.Of);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Key(string file, string name, bool detector) => $"{file}\n{name}\n{detector}";
}
