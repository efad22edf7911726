namespace PolicyGuard.Taint.Masking;

/// <summary>Names in place of masked ones: none stands in the document already, so no object gets two members of one name.</summary>
internal sealed class MaskedNames
{
    private readonly string _word;
    private int _count;

    public MaskedNames(ReadOnlyMemory<byte> json)
    {
        // A name that is spelled with escapes reads the same and looks different; the digit keeps clear of any.
        var tries = 0;
        _word = "masked name";
        while (PlaceWalk.Find(json.Span, p => p.Kind == PlaceKind.Name && p.Member.StartsWith($"[{_word} ", StringComparison.Ordinal)).Count > 0)
        {
            _word = $"masked name {++tries}";
        }
    }

    public string Next() => $"[{_word} {++_count}]";
}
