namespace PolicyGuard.Scan.Models;

/// <summary>Whether a text has HTML in it.</summary>
internal static class MarkupText
{
    /// <summary>A letter, or a slash and a letter, right behind a <c>&lt;</c>.</summary>
    public static bool HasTag(string text)
    {
        for (var at = text.IndexOf('<'); at >= 0 && at + 1 < text.Length; at = text.IndexOf('<', at + 1))
        {
            var next = text[at + 1] == '/' && at + 2 < text.Length ? text[at + 2] : text[at + 1];
            if (char.IsAsciiLetter(next))
            {
                return true;
            }
        }

        return false;
    }
}
