using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>Names of tools as they are compared: letters and digits of what a reader takes the name for.</summary>
internal static class ToolNames
{
    /// <summary>The skeleton of a name without separators and case; a name that has none is its own.</summary>
    public static string Plain(ReadOnlySpan<char> name)
    {
        var folded = NameFolding.Skeleton(name.ToString()).Text ?? name.ToString();
        var plain = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }

    /// <summary>The words of a name: <c>get_stockPrices</c> → get, stock, prices.</summary>
    public static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i <= name.Length; i++)
        {
            var c = i < name.Length ? name[i] : '_';
            var begins = char.IsUpper(c) && i > 0 && char.IsLower(name[i - 1]);
            if ((!char.IsLetterOrDigit(c) || begins) && word.Length > 0)
            {
                words.Add(word.ToString().ToLowerInvariant());
                word.Clear();
            }

            if (char.IsLetterOrDigit(c) && i < name.Length)
            {
                word.Append(c);
            }
        }

        return words;
    }
}
