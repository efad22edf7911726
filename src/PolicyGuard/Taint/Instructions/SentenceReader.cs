using System.Runtime.InteropServices;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Reads a folded text sentence by sentence. A sentence lasts until the next is read.</summary>
/// <param name="text">The text.</param>
/// <param name="tokens">Takes the words of one sentence.</param>
internal ref struct SentenceReader(ReadOnlySpan<char> text, List<Token> tokens)
{
    // A longer run of words is cut: rules look a bounded number of words around, and nobody writes commands of 120 words.
    private const int Longest = 120;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly List<Token> _tokens = tokens;
    private Words _words = new(text);
    private Token _next;
    private bool _more;
    private bool _begun;

    /// <summary>In which paragraph the sentence stands; the first is 1.</summary>
    public int Paragraph { get; private set; }

    /// <summary>Reads the next sentence; false at the end.</summary>
    public bool Next(out Sentence sentence)
    {
        if (!_begun)
        {
            (_begun, _more) = (true, _words.Next(out _next));
        }

        if (!_more)
        {
            sentence = default;
            return false;
        }

        _tokens.Clear();
        Paragraph += _next.Before == Break.Paragraph ? 1 : 0;
        do
        {
            _tokens.Add(_next);
            _more = _words.Next(out _next);
        }
        while (_more && (_next.Before < Break.Colon || (_next.Before == Break.Colon && IsVocative(_tokens))) && _tokens.Count < Longest);

        sentence = new Sentence(CollectionsMarshal.AsSpan(_tokens), _text);
        return true;
    }

    // "AI assistant: do this" is one sentence.
    private static bool IsVocative(List<Token> words) => words.Count <= 3 && words[^1].Is(WordClass.Agent);
}
