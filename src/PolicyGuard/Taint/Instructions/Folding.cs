using System.Collections.Frozen;
using System.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Characters as they are compared: compatibility forms and accents resolved (NFKD without marks), what is drawn as nothing left out.</summary>
internal static class Folding
{
    private static readonly (int First, int Last)[] Ranges =
        [(0x00A0, 0x024F), (0x0370, 0x052F), (0x1E00, 0x1FFF), (0x2000, 0x22FF), (0x2460, 0x24FF), (0xFB00, 0xFB06), (0xFF00, 0xFFEF)];

    private static readonly FrozenDictionary<char, string> Table = Build();

    /// <summary>Whether the character is drawn as nothing, in any script.</summary>
    public static bool IsInvisible(int rune) => rune
        is 0x00AD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F)
        or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0
        or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>What the character is compared as; null where it is itself. Marks on letters become nothing.</summary>
    public static string? Of(char c) => c is >= '\u0300' and <= '\u036F' ? "" : Table.GetValueOrDefault(c);

    /// <summary>A whole word, folded.</summary>
    public static string Fold(string word)
    {
        var result = new StringBuilder(word.Length);
        foreach (var c in word.Normalize(NormalizationForm.FormC))
        {
            result.Append(IsInvisible(c) ? "" : c < 0x80 ? c.ToString() : Of(c) ?? c.ToString());
        }

        return result.ToString();
    }

    private static FrozenDictionary<char, string> Build()
    {
        var table = new Dictionary<char, string>();
        foreach (var (first, last) in Ranges)
        {
            for (var c = first; c <= last; c++)
            {
                var plain = string.Concat(((char)c).ToString().Normalize(NormalizationForm.FormKD).Where(static x => x is not (>= '\u0300' and <= '\u036F')));
                if (plain.Length != 1 || plain[0] != c)
                {
                    table[(char)c] = plain;
                }
            }
        }

        return table.ToFrozenDictionary();
    }
}
