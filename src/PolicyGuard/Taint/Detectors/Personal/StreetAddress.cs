using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Postal addresses of the English form: a number, a name and a word for a street, and within 60 characters a unit, or a state with its ZIP code. Addresses
/// of other forms need a model of the language.
/// </summary>
internal sealed class StreetAddress : PersonalDetector
{
    private const int Reach = 60;
    private const string States = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR";

    private static readonly string[] Streets =
    [
        " street", " st", " avenue", " ave", " road", " rd", " boulevard", " blvd", " lane", " ln", " drive", " dr", " court", " ct", " place", " pl", " terrace", " parkway", " pkwy", " highway", " hwy", " circle", " cir", " way",
    ];

    private static readonly SearchValues<string> Words = SearchValues.Create(Streets, StringComparison.OrdinalIgnoreCase);

    public override string Id => "street-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "USPS Publication 28: number, name, suffix, then a unit or a state and ZIP code";

    public override IReadOnlyList<string> Anchors => Streets;

    public override Cues Cues => Cues.Digit;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            var at = text[i..].IndexOfAny(Words);
            if (at < 0)
            {
                break;
            }

            at += i;
            i = at + 1;
            var end = i;
            while (end < text.Length && end - i < 10 && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            var start = Number(text, Math.Max(from, at - 40), at);
            if (start >= 0 && IsStreet(text[at..end]) && IsAddress(text[end..Math.Min(text.Length, end + Reach)]))
            {
                return new Hit(start, end - start);
            }
        }

        return Hit.None;
    }

    private static bool IsStreet(ReadOnlySpan<char> word)
    {
        foreach (var street in Streets)
        {
            if (word.Equals(street, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Backwards over the name, one to four words on one line, to a number of one to six digits.
    private static int Number(ReadOnlySpan<char> text, int lowest, int end)
    {
        var i = end;
        for (var words = 0; words < 5 && i > lowest; words++)
        {
            var first = i;
            while (first > lowest && (char.IsLetterOrDigit(text[first - 1]) || text[first - 1] is '.' or '\'' or '-'))
            {
                first--;
            }

            var word = text[first..i];
            if (words > 0 && word.Length is >= 1 and <= 6 && !word.ContainsAnyExceptInRange('0', '9'))
            {
                return first;
            }

            // A name begins with a capital, or is a number as in 5th.
            if (word.IsEmpty || !(char.IsUpper(word[0]) || char.IsAsciiDigit(word[0])) || first == lowest || text[first - 1] != ' ')
            {
                return -1;
            }

            i = first - 1;
        }

        return -1;
    }

    // The unit or the state only proves the street: what lies between may be the syntax of a record.
    private static bool IsAddress(ReadOnlySpan<char> text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if ((i == 0 || !char.IsAsciiLetterOrDigit(text[i - 1])) && (IsStateAndZip(text[i..]) || IsUnit(text[i..])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStateAndZip(ReadOnlySpan<char> text) =>
        text.Length >= 8 && States.AsSpan().IndexOf(text[..2], StringComparison.Ordinal) is >= 0 and var at && at % 3 == 0 && text[2] == ' '
        && !text.Slice(3, 5).ContainsAnyExceptInRange('0', '9') && (text.Length == 8 || !char.IsAsciiLetterOrDigit(text[8]));

    private static bool IsUnit(ReadOnlySpan<char> text)
    {
        foreach (var unit in (ReadOnlySpan<string>)["apt. ", "apt ", "suite ", "unit ", "apartment ", "flat ", "ste "])
        {
            if (text.StartsWith(unit, StringComparison.OrdinalIgnoreCase) && text.Length > unit.Length && char.IsAsciiDigit(text[unit.Length]))
            {
                return true;
            }
        }

        return false;
    }
}
