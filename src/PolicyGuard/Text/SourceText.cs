namespace PolicyGuard.Text;

/// <summary>Reads a file's text into a tree with positions. The tree is bounded in size and depth whatever the text is.</summary>
public static class SourceText
{
    /// <summary>The largest text that is read, in UTF-16 units.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most values that one file may hold, each alias counted as what it stands for.</summary>
    public const int MaxNodes = 2_000_000;

    /// <summary>The tree, or null where the text has none or is not well formed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name, for faults; its extension picks JSON (<c>.json</c>), TOML (<c>.toml</c>) or YAML.</param>
    /// <param name="faults">Where faults go; all are errors.</param>
    public static SourceNode? Read(string text, string file, ICollection<Diagnostic> faults)
    {
        var complaints = new Complaints(file);
        var root = Read(text, complaints);
        foreach (var fault in complaints.All)
        {
            faults.Add(fault);
        }

        return root;
    }

    /// <summary>The tree, or null where the text has none; why is in the complaints.</summary>
    /// <param name="text">The text.</param>
    /// <param name="complaints">Where faults go; its file name picks the reader.</param>
    internal static SourceNode? Read(string text, Complaints complaints)
    {
        if (text.Length > MaxLength)
        {
            complaints.Error(0, 0, "too-large", $"the file has {text.Length} characters; {MaxLength} are allowed");
            return null;
        }

        text = text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
        return Path.GetExtension(complaints.File).ToLowerInvariant() switch
        {
            ".json" => new JsonSource(text, complaints).Read(),
            ".toml" => new TomlSource(text, complaints).Read(),
            _ => new YamlSource(text, complaints).Read(),
        };
    }
}
