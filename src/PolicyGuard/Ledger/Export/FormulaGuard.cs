using System.Text;

namespace PolicyGuard.Ledger.Export;

/// <summary>
/// Tells what a spreadsheet may take for a formula: text that begins with <c>= + - @</c> or one of their wide or small twins, also behind blanks,
/// quotation marks and what does not show, which programs cut off before they look; and text that begins with a tab or a line break.
/// </summary>
internal static class FormulaGuard
{
    internal static bool IsFormula(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if (text[0] is '\t' or '\r' or '\n')
        {
            return true;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Begins(rune.Value))
            {
                return true;
            }

            if (!IsSkipped(rune))
            {
                return false;
            }
        }

        return false;
    }

    private static bool Begins(int c) => c is '=' or '+' or '-' or '@'
        or 0xFF1D or 0xFF0B or 0xFF0D or 0xFF20 // full width
        or 0xFE66 or 0xFE62 or 0xFE63 or 0xFE6B // small
        or 0x2212; // the minus sign

    private static bool IsSkipped(Rune rune) =>
        Rune.IsWhiteSpace(rune) || !VisibleText.Shows(rune) || rune.Value is '"' or '\'' or '`' or 0x2018 or 0x2019 or 0x201C or 0x201D or 0xFF02 or 0xFF07;
}
