using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// Escapes for CEF: <c>\</c> and <c>|</c> in the header; <c>\</c>, <c>=</c> and line breaks in the extension. Everything else that does not show
/// itself is spelled out in both.
/// </summary>
internal static class CefText
{
    internal static string Header(string text, int longest) =>
        VisibleText.Of(VisibleText.Cut(text, longest)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    internal static string Extension(string text, int longest)
    {
        text = VisibleText.Cut(text, longest);
        var result = new StringBuilder(text.Length + 16);

        // A blank at either end would be taken for the one between two fields.
        var (first, last) = (text.Length - text.AsSpan().TrimStart(' ').Length, text.AsSpan().TrimEnd(' ').Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\':
                    result.Append("\\\\");
                    break;
                case '=':
                    result.Append("\\=");
                    break;
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case ' ' when at < first || at >= last:
                    result.Append('\\');
                    VisibleText.Escape(result, rune);
                    break;
                default:
                    if (VisibleText.Shows(rune))
                    {
                        result.Append(rune.ToString());
                    }
                    else
                    {
                        result.Append('\\');
                        VisibleText.Escape(result, rune);
                    }

                    break;
            }

            at += rune.Utf16SequenceLength;
        }

        return result.ToString();
    }
}
