namespace PolicyGuard.Taint.Instructions;

/// <summary>What stands between two words.</summary>
internal static class Gaps
{
    /// <summary>How far the gap parts the words.</summary>
    /// <param name="gap">What stands between them.</param>
    /// <param name="next">The first character of the second word.</param>
    public static Break Of(ReadOnlySpan<char> gap, char next)
    {
        int quotes = 0, lines = 0, colons = 0, commas = 0, braces = 0, stops = 0, bullets = 0;
        foreach (var c in gap)
        {
            switch (c)
            {
                case '\n': lines++; break;
                case '"' or '\'' or '`' or '“' or '”' or '‘' or '’' or '«' or '»' or '「' or '」': quotes++; break;
                case ':' or '：': colons++; break;
                case ',' or ';' or '(' or ')' or '、' or '，' or '–' or '—': commas++; break;
                case '{' or '}' or '[' or ']' or '<' or '>' or '|': braces++; break;
                case '.' or '!' or '?' or '。' or '！' or '？' or '…' or '؟' or '।': stops++; break;
                case '*' or '-' or '•' or '#' or '+': bullets++; break;
            }
        }

        if (lines > 1)
        {
            return Break.Paragraph;
        }

        if (stops > 0 || braces > 0 || quotes > 1 || (quotes > 0 && colons > 0) || (lines > 0 && (bullets > 0 || quotes > 0 || colons > 0 || !char.IsLower(next))))
        {
            return Break.Stop;
        }

        return colons > 0 ? Break.Colon : quotes > 0 ? Break.Quote : commas > 0 || bullets > 1 ? Break.Comma : Break.None;
    }
}
