using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Dates that a word says somebody was born on; a date alone is no personal data.</summary>
internal sealed class BirthDate : PersonalDetector
{
    private const int Reach = 24;

    private static readonly string[] Phrases =
    [
        "date of birth", "birth date", "birthdate", "birthday", "born on", "born", "dob", "d.o.b", "geburtsdatum", "geboren am", "geboren", "geb.", "geburtstag", "date de naissance", "né le", "née le",
        "fecha de nacimiento", "nacido el", "nacida el", "data di nascita", "nato il", "nata il", "data de nascimento", "nascido em", "nascida em", "geboortedatum", "födelsedatum",
        "fødselsdato", "syntymäaika", "data urodzenia", "urodzony", "urodzona", "doğum tarihi", "дата рождения", "生年月日", "出生日期", "생년월일", "วันเกิด",
    ];

    // Apart, because a search that folds letters beyond ASCII is many times slower.
    private static readonly SearchValues<string> Ascii = SearchValues.Create([.. Phrases.Where(static p => System.Text.Ascii.IsValid(p))], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Beyond = SearchValues.Create([.. Phrases.Where(static p => !System.Text.Ascii.IsValid(p))], StringComparison.OrdinalIgnoreCase);
    private static readonly ContextWords Words = new(Phrases);

    public override string Id => "date-of-birth";

    public override Evidence Evidence => Evidence.Contextual;

    public override string Source => "a calendar date (ISO 8601, day or month first, or with the month's name) after a word for birth";

    public override IReadOnlyList<string> Anchors => Words.Anchors;

    public override Cues Cues => Cues.Digit;

    public override IReadOnlyList<string> MemberAnchors => Words.NameAnchors;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        var (ascii, beyond) = (from - 1, text[from..].ContainsAnyExceptInRange('\0', '\u007F') ? from - 1 : text.Length);
        for (var i = from; i < text.Length;)
        {
            // Each is looked for again only when it was reached.
            ascii = ascii < i ? Start(text, i, Ascii) : ascii;
            beyond = beyond < i ? Start(text, i, Beyond) : beyond;
            var at = Math.Min(ascii, beyond);
            if (at == text.Length)
            {
                break;
            }

            i = at + 1;
            if (at > 0 && char.IsAsciiLetter(text[at - 1]) && char.IsAsciiLetter(text[at]))
            {
                continue;
            }

            var hit = FirstDate(text, at, Math.Min(text.Length, at + Reach + 20));
            if (hit.Length > 0)
            {
                return hit;
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Words.Names(name) ? FirstDate(value, 0, Math.Min(value.Length, 40)) : Hit.None;

    private static int Start(ReadOnlySpan<char> text, int from, SearchValues<string> phrases) => text[from..].IndexOfAny(phrases) is var at and >= 0 ? from + at : text.Length;

    private static Hit FirstDate(ReadOnlySpan<char> text, int from, int bound)
    {
        for (var i = from; i < bound; i++)
        {
            if (i > 0 && char.IsLetterOrDigit(text[i - 1]) && text[i - 1] < '\u0E00')
            {
                continue;
            }

            var length = DateForm.Length(text[i..]);
            if (length > 0)
            {
                return new Hit(i, length);
            }
        }

        return Hit.None;
    }
}
