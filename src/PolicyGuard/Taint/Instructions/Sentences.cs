using System.Runtime.InteropServices;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Cuts a folded text into sentences.</summary>
internal static class Sentences
{
    // A longer run of words is cut: rules look a bounded number of words around, and nobody writes commands of 120 words.
    private const int Longest = 120;

    /// <summary>Looks at one sentence; keeps nothing of it.</summary>
    public delegate void Visitor(in Sentence sentence, int paragraph);

    /// <summary>Visits every sentence, in order.</summary>
    public static void Each(ReadOnlySpan<char> text, Visitor visit)
    {
        var words = new Words(text);
        var sentence = new List<Token>();
        var paragraph = 0;
        var more = words.Next(out var token);
        while (more)
        {
            sentence.Clear();
            paragraph += token.Before == Break.Paragraph ? 1 : 0;
            do
            {
                sentence.Add(token);
                more = words.Next(out token);
            }
            while (more && (token.Before < Break.Colon || (token.Before == Break.Colon && IsVocative(sentence))) && sentence.Count < Longest);

            visit(new Sentence(CollectionsMarshal.AsSpan(sentence), text), paragraph);
        }
    }

    // "AI assistant: do this" is one sentence.
    private static bool IsVocative(List<Token> words) => words.Count <= 3 && words[^1].Is(WordClass.Agent);
}
