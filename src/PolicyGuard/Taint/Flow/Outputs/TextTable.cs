namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>Reads tables whose first line names the columns: comma, tab or bar between the cells (RFC 4180 without quotes that span lines).</summary>
internal static class TextTable
{
    private const int MaxColumns = 128;

    /// <summary>The rows as records, or null where the text is no table.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        if (end < 0)
        {
            return null;
        }

        var head = text[..end];
        var separator = head.Contains('\t') ? '\t' : head.Contains('|') ? '|' : ',';
        var names = Cells(head, separator);
        if (names.Count is < 2 or > MaxColumns || names.Any(static n => n.Length is 0 or > 40 || n.Contains(". ", StringComparison.Ordinal)))
        {
            return null;
        }

        var table = new Node();
        foreach (var range in text[(end + 1)..].Split('\n'))
        {
            var line = text[(end + 1)..][range].Trim();
            if (line.IsEmpty || line.IndexOfAnyExcept("|-+: ") < 0)
            {
                continue;
            }

            var cells = Cells(line, separator);
            if (cells.Count != names.Count)
            {
                return null;
            }

            var row = new Node();
            for (var i = 0; i < cells.Count; i++)
            {
                row.Members.Add((names[i], new Node { Text = cells[i] }));
            }

            table.Items.Add(row);
        }

        return table.Items.Count > 0 ? table : null;
    }

    private static List<string> Cells(ReadOnlySpan<char> line, char separator)
    {
        line = separator == '|' ? line.Trim(" |\r") : line.TrimEnd('\r');
        var cells = new List<string>();
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= line.Length && cells.Count <= MaxColumns; i++)
        {
            if (i == line.Length || (line[i] == separator && !quoted))
            {
                cells.Add(line[start..i].Trim().Trim('"').ToString());
                start = i + 1;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
        }

        return cells;
    }
}
