using System.Globalization;
using System.Text;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>Makes bytes from outside fit for a line of our log: bounded, and with nothing that moves a cursor, hides or reorders text.</summary>
internal static class LogText
{
    /// <summary>The text, at most <paramref name="maxChars"/> characters; what is not printable appears as <c>\u{…}</c>.</summary>
    internal static string Escape(ReadOnlySpan<byte> utf8, int maxChars = 500)
    {
        var text = new StringBuilder(Math.Min(utf8.Length, maxChars));
        while (!utf8.IsEmpty)
        {
            if (text.Length >= maxChars)
            {
                return text.Append('…').ToString();
            }

            if (Rune.DecodeFromUtf8(utf8, out var rune, out var used) != System.Buffers.OperationStatus.Done)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{utf8[0]:x2}");
                utf8 = utf8[1..];
                continue;
            }

            utf8 = utf8[used..];
            if (IsPrintable(rune))
            {
                text.Append(rune);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }

        return text.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
