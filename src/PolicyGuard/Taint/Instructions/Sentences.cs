namespace PolicyGuard.Taint.Instructions;

/// <summary>Cuts a folded text into sentences.</summary>
internal static class Sentences
{
    /// <summary>Looks at one sentence; keeps nothing of it.</summary>
    public delegate void Visitor(in Sentence sentence, int paragraph);

    /// <summary>Visits every sentence, in order.</summary>
    public static void Each(ReadOnlySpan<char> text, Visitor visit)
    {
        var reader = new SentenceReader(text, []);
        while (reader.Next(out var sentence))
        {
            visit(sentence, reader.Paragraph);
        }
    }
}
