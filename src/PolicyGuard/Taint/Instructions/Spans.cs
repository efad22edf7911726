namespace PolicyGuard.Taint.Instructions;

/// <summary>Makes spans of weighed sentences and marks: what stands near an instruction to an agent belongs to it.</summary>
internal static class Spans
{
    // How much text between two instructions still belongs to them.
    private const int Near = 240;

    /// <summary>From this weight on a sentence hints that somebody else than the reader is spoken to; two hints make an instruction.</summary>
    public const double Hint = 0.4;

    /// <summary>Spans in order, not overlapping, in the folded text.</summary>
    public static List<Span> Join(List<Weighed> sentences, IReadOnlyList<Marks.Mark> marks, int hiddenFrom)
    {
        var spans = new List<Span>();
        int strongIn = -1, hintIn = -1, hintEnd = 0;
        var strongKind = InstructionKind.Override;
        var mark = 0;
        foreach (var s in sentences)
        {
            while (mark < marks.Count && marks[mark].Start <= s.Start)
            {
                Add(spans, Governed(marks[mark++], sentences));
            }

            var (kind, weight) = (s.Kind, s.Weight);
            if (s.Start >= hiddenFrom)
            {
                // Nobody spells in invisible characters what everybody may read.
                (kind, weight) = (InstructionKind.Hidden, Math.Max(0.9, weight));
            }

            // Hints in one paragraph add up; plain requests do not, however many there are.
            if (weight >= Hint && kind != InstructionKind.Request)
            {
                if (s.Paragraph == hintIn && s.Start - hintEnd <= 2 * Near && weight < InstructionScan.Strong)
                {
                    weight = InstructionScan.Strong;
                }

                (hintIn, hintEnd) = (s.Paragraph, s.End);
            }

            // In the paragraph of an instruction to an agent, whatever commands is governed by it.
            if (s.Paragraph == strongIn && (s.Commands || weight > 0) && weight < InstructionScan.Strong)
            {
                (kind, weight) = (strongKind, InstructionScan.Strong);
            }

            if (weight >= InstructionScan.Strong)
            {
                (strongIn, strongKind) = (s.Paragraph, kind);
            }

            if (weight >= InstructionScan.Least)
            {
                Add(spans, new Span(s.Start, s.End, kind, weight));
            }
        }

        for (; mark < marks.Count; mark++)
        {
            Add(spans, Governed(marks[mark], sentences));
        }

        return Settle(spans);
    }

    // A mark weighs by itself what its name says, and more by what it governs.
    private static Span Governed(Marks.Mark mark, List<Weighed> sentences)
    {
        int low = 0, high = sentences.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sentences[middle].Start < mark.Start ? (middle + 1, high) : (low, middle);
        }

        var end = mark.End;
        var rest = 1.0;
        for (var i = low; i < sentences.Count && i < low + 64; i++)
        {
            var s = sentences[i];
            if (mark.Closed ? s.Start >= mark.End : s.Paragraph > sentences[low].Paragraph + 1 && s.Start > mark.End)
            {
                break;
            }

            end = Math.Max(end, mark.Closed ? mark.End : s.End);
            rest *= 1 - Math.Max(s.Weight, s.Commands ? 0.2 : 0);
        }

        var inside = 1 - rest;
        var weight = inside == 0 && mark.Kind == InstructionKind.Hidden ? 0 : mark.Weight;
        return new Span(mark.Start, end, mark.Kind, inside < 0.2 && mark.Weight < InstructionScan.Strong ? 0 : 1 - ((1 - weight) * (1 - inside)));
    }

    private static void Add(List<Span> spans, Span span)
    {
        if (span.Weight >= InstructionScan.Least)
        {
            spans.Add(span);
        }
    }

    private static List<Span> Settle(List<Span> spans)
    {
        spans.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var settled = new List<Span>();
        foreach (var span in spans)
        {
            if (settled.Count > 0 && settled[^1] is var last && (span.Start <= last.End || (span.Start - last.End <= Near && Alike(span, last))))
            {
                var heavier = span.Weight > last.Weight ? span : last;
                var weight = span.Start <= last.End ? heavier.Weight : Math.Min(0.99, 1 - ((1 - heavier.Weight) * (1 - (Math.Min(span.Weight, last.Weight) / 2))));
                settled[^1] = new Span(last.Start, Math.Max(last.End, span.End), heavier.Kind, weight);
            }
            else
            {
                settled.Add(span);
            }
        }

        return settled;
    }

    // Two requests of people stay two requests; only instructions draw what is near into themselves.
    private static bool Alike(Span a, Span b) => a.Weight >= InstructionScan.Strong || b.Weight >= InstructionScan.Strong;

    /// <summary>A span in the folded text.</summary>
    internal readonly record struct Span(int Start, int End, InstructionKind Kind, double Weight);
}
