using System.Text;

namespace PolicyGuard.Text;

/// <summary>The writing systems that names may use: those of UAX 31 table 5 (“recommended”), those of East Asia as one.</summary>
[Flags]
internal enum Script
{
    /// <summary>Any other; nobody names tools in it, and many of its letters look like ASCII ones (Lisu, Cherokee, Coptic …).</summary>
    Other = 0,
    Latin = 1 << 0,
    Greek = 1 << 1,
    Cyrillic = 1 << 2,
    Armenian = 1 << 3,
    Hebrew = 1 << 4,
    Arabic = 1 << 5,
    Thaana = 1 << 6,
    Devanagari = 1 << 7,
    Bengali = 1 << 8,
    Gurmukhi = 1 << 9,
    Gujarati = 1 << 10,
    Oriya = 1 << 11,
    Tamil = 1 << 12,
    Telugu = 1 << 13,
    Kannada = 1 << 14,
    Malayalam = 1 << 15,
    Sinhala = 1 << 16,
    Thai = 1 << 17,
    Lao = 1 << 18,
    Tibetan = 1 << 19,
    Myanmar = 1 << 20,
    Georgian = 1 << 21,
    Ethiopic = 1 << 22,
    Khmer = 1 << 23,

    /// <summary>Han, kana, bopomofo and hangul: letters of a size and shape of their own, at home beside Latin ones (UTS 39 §5.2).</summary>
    EastAsian = 1 << 24,
}

/// <summary>Finds the script of a letter by its block; blocks are all that is needed once a text is decomposed (NFKD).</summary>
internal static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Blocks =
    [
        (0x0041, 0x005A, Script.Latin), (0x0061, 0x007A, Script.Latin), (0x00AA, 0x02FF, Script.Latin),
        (0x0370, 0x03FF, Script.Greek), (0x0400, 0x052F, Script.Cyrillic), (0x0530, 0x058F, Script.Armenian),
        (0x0590, 0x05FF, Script.Hebrew), (0x0600, 0x06FF, Script.Arabic), (0x0750, 0x077F, Script.Arabic),
        (0x0780, 0x07BF, Script.Thaana), (0x0870, 0x08FF, Script.Arabic), (0x0900, 0x097F, Script.Devanagari),
        (0x0980, 0x09FF, Script.Bengali), (0x0A00, 0x0A7F, Script.Gurmukhi), (0x0A80, 0x0AFF, Script.Gujarati),
        (0x0B00, 0x0B7F, Script.Oriya), (0x0B80, 0x0BFF, Script.Tamil), (0x0C00, 0x0C7F, Script.Telugu),
        (0x0C80, 0x0CFF, Script.Kannada), (0x0D00, 0x0D7F, Script.Malayalam), (0x0D80, 0x0DFF, Script.Sinhala),
        (0x0E00, 0x0E7F, Script.Thai), (0x0E80, 0x0EFF, Script.Lao), (0x0F00, 0x0FFF, Script.Tibetan),
        (0x1000, 0x109F, Script.Myanmar), (0x10A0, 0x10FF, Script.Georgian), (0x1100, 0x11FF, Script.EastAsian),
        (0x1200, 0x139F, Script.Ethiopic), (0x1780, 0x17FF, Script.Khmer), (0x1C80, 0x1C8F, Script.Cyrillic),
        (0x1C90, 0x1CBF, Script.Georgian), (0x1D00, 0x1DBF, Script.Latin), (0x1E00, 0x1EFF, Script.Latin),
        (0x1F00, 0x1FFF, Script.Greek), (0x2C60, 0x2C7F, Script.Latin), (0x2D00, 0x2D2F, Script.Georgian),
        (0x2D80, 0x2DDF, Script.Ethiopic), (0x2DE0, 0x2DFF, Script.Cyrillic), (0x2E80, 0x2FDF, Script.EastAsian),
        (0x3005, 0x30FF, Script.EastAsian), (0x3100, 0x31FF, Script.EastAsian), (0x3400, 0x4DBF, Script.EastAsian),
        (0x4E00, 0x9FFF, Script.EastAsian), (0xA640, 0xA69F, Script.Cyrillic), (0xA722, 0xA7FF, Script.Latin),
        (0xA8E0, 0xA8FF, Script.Devanagari), (0xA960, 0xA97F, Script.EastAsian), (0xAB01, 0xAB2F, Script.Ethiopic),
        (0xAB30, 0xAB6F, Script.Latin), (0xAC00, 0xD7FF, Script.EastAsian), (0xF900, 0xFAFF, Script.EastAsian),
        (0x20000, 0x323AF, Script.EastAsian),
    ];

    /// <summary>The script of a letter or of a mark that belongs to one script.</summary>
    public static Script Of(Rune rune)
    {
        int low = 0, high = Blocks.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, script) = Blocks[middle];
            if (rune.Value < first)
            {
                high = middle - 1;
            }
            else if (rune.Value > last)
            {
                low = middle + 1;
            }
            else
            {
                return script;
            }
        }

        return Script.Other;
    }
}
