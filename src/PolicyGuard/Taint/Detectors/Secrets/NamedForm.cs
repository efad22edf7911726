using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// A token that looks like many others and is known by the name that it is given to: a provider's name, an operator, a value of the
/// provider's form.
/// </summary>
internal sealed class NamedForm : Detector
{
    private const double LeastEntropy = 2.0;

    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "token", "key", "secret", "pass", "pwd", "pw", "auth", "cred", "api", "client", "access", "pat", "license", "id",
        ], StringComparison.OrdinalIgnoreCase);

    private readonly string[] _names;
    private readonly SearchValues<string> _search;
    private readonly TokenPattern _pattern;
    private readonly double _entropy;
    private readonly bool _nameAlone;

    /// <summary>A form of the tables.</summary>
    /// <param name="id">The detector's id.</param>
    /// <param name="names">Names, one of which has to stand in the name that is assigned to; small letters.</param>
    /// <param name="pattern">The whole value, as <see cref="TokenPattern"/> reads it.</param>
    /// <param name="entropy">Bits per character that the value's runs need.</param>
    /// <param name="nameAlone">Whether the name says enough without a word such as <c>token</c> or <c>key</c>.</param>
    public NamedForm(string id, string[] names, string pattern, double entropy = LeastEntropy, bool nameAlone = false)
    {
        Id = id;
        _names = names;
        _search = SearchValues.Create(names, StringComparison.OrdinalIgnoreCase);
        _pattern = new TokenPattern(pattern);
        _entropy = entropy;
        _nameAlone = nameAlone;
    }

    public override string Id { get; }

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => _names;

    public override bool IsMirrored => false;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny(_search);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (!BeginsWord(text, at))
            {
                continue;
            }

            var assigned = Assignment.At(text, at, at + LengthOfName(text[at..]));
            if (assigned.Name.Length > 0 && (_nameAlone || assigned.Name.ContainsAny(Hints)) && Match(text, assigned.Start) is var end and >= 0)
            {
                return new Hit(assigned.Start, end - assigned.Start);
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var at = name.IndexOfAny(_search);
        return at >= 0 && BeginsWord(name, at) && (_nameAlone || name.ContainsAny(Hints)) && Match(value, 0) == value.Length
            ? new Hit(0, value.Length)
            : Hit.None;
    }

    private int Match(ReadOnlySpan<char> text, int start)
    {
        var body = new Histogram(stackalloc int[Histogram.Size]);
        var end = _pattern.MatchForward(text, start, 0, ref body);
        return end >= 0 && _pattern.EndsAt(text, end) && body.Entropy >= _entropy ? end : -1;
    }

    // "lob" is no part of "global"; in "myLobKey" it is a word.
    private static bool BeginsWord(ReadOnlySpan<char> text, int at) =>
        at == 0 || !char.IsAsciiLetter(text[at - 1]) || (char.IsAsciiLetterUpper(text[at]) && char.IsAsciiLetterLower(text[at - 1]));

    private int LengthOfName(ReadOnlySpan<char> text)
    {
        var longest = 1;
        foreach (var name in _names)
        {
            if (name.Length > longest && text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                longest = name.Length;
            }
        }

        return longest;
    }
}
