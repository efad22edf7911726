namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Walks over the words of a text: runs of letters and digits.</summary>
internal ref struct WordRuns(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>The word that was read.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Where it begins.</summary>
    public int Start { get; private set; }

    /// <summary>Reads the next word.</summary>
    public bool Next()
    {
        while (_at < _text.Length && !char.IsLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        Start = _at;
        while (_at < _text.Length && char.IsLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        Current = _text[Start.._at];
        return Current.Length > 0;
    }
}
