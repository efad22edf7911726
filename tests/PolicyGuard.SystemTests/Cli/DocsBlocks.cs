namespace PolicyGuard.SystemTests.Cli;

/// <summary>Finds fenced blocks in Markdown.</summary>
internal static class DocsBlocks
{
    private const string EndsWith = "<!-- ends with ";

    /// <summary>The blocks of one language, and the exit code that a comment before them names.</summary>
    public static IEnumerable<(string Text, int Code)> Of(string markdown, string language)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != $"```{language}")
            {
                continue;
            }

            var end = Array.IndexOf(lines, "```", i + 1);
            var before = i > 0 ? lines[i - 1] : "";
            var code = before.StartsWith(EndsWith, StringComparison.Ordinal) ? before[EndsWith.Length] - '0' : 0;
            yield return (string.Join('\n', lines[(i + 1)..end]), code);
            i = end;
        }
    }

    /// <summary>The commands of all <c>console</c> blocks, one a line.</summary>
    public static IEnumerable<(string Command, int Code)> Commands(string markdown) =>
        from block in Of(markdown, "console")
        from line in block.Text.Split('\n')
        where line.Length > 0 && !line.StartsWith('#')
        select (line, block.Code);
}
