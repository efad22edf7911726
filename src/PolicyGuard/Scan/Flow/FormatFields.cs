namespace PolicyGuard.Scan.Flow;

/// <summary>The pieces of a string for <c>str.format</c> (library reference, "Format String Syntax").</summary>
internal static class FormatFields
{
    /// <summary>Literals and fields in order; a conversion or format behind a field is left out.</summary>
    public static IEnumerable<(string? Literal, string? Field)> Of(string text)
    {
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                yield return (text[from..(i + 1)], null);
                from = ++i + 1;
                continue;
            }

            if (text[i] == '}')
            {
                continue;
            }

            var close = text.IndexOf('}', i);
            if (close < 0)
            {
                break;
            }

            yield return (text[from..i], null);
            var field = text[(i + 1)..close];
            var end = field.AsSpan().IndexOfAny('!', ':');
            yield return (null, end < 0 ? field : field[..end]);
            from = close + 1;
            i = close;
        }

        yield return (text[from..], null);
    }
}
