namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// Finds what reads like an instruction to an agent: in results, which are data, and in descriptions of tools. It looks at the grammar of
/// each sentence (a command, whom it addresses, whether it speaks of the user as somebody else, of tools, of earlier orders), at marks of roles, and
/// at what cannot be seen, and never at whole sentences that were used before. It is a pattern all the same, and can be talked around; nothing that
/// must hold may rest on it alone. Linear in the length of the text.
/// </summary>
public static class InstructionScan
{
    /// <summary>From this weight on, people hardly write so to each other.</summary>
    public const double Strong = 0.6;

    /// <summary>What weighs less is not told.</summary>
    public const double Least = 0.3;

    /// <summary>The spans that read like instructions, in order, not overlapping; those next to each other are one.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<InstructionSpan> Find(ReadOnlySpan<char> text)
    {
        if (text.Length < 8)
        {
            return [];
        }

        var plain = PlainText.Of(text);
        var marks = new Marks(plain.Text.Length);
        RoleMarks.Find(plain.Text, marks);
        var sentences = Weighed(plain);
        var spans = Spans.Join(sentences, marks.All, plain.HiddenFrom);
        if (spans.Count == 0)
        {
            return [];
        }

        var result = new InstructionSpan[spans.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var start = plain.Origin(spans[i].Start);
            result[i] = new InstructionSpan(start, Math.Max(1, Math.Min(text.Length, plain.OriginEnd(spans[i].End)) - start), spans[i].Kind, Math.Round(spans[i].Weight, 2));
        }

        return result;
    }

    private static List<Weighed> Weighed(in PlainText plain)
    {
        var found = new List<Weighed>();
        var hiddenFrom = plain.HiddenFrom;
        Sentences.Each(plain.Text, (in Sentence s, int paragraph) =>
        {
            var (kind, weight) = RuleBook.Weigh(s);
            var commands = s.Commands(WordClass.Act | WordClass.Gather | WordClass.Use);
            if (weight > 0 || commands || s.Tokens[0].Start >= hiddenFrom)
            {
                found.Add(new Weighed(s.Tokens[0].Start, s.Tokens[^1].End, paragraph, kind, weight, commands));
            }
        });
        return found;
    }
}
