namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Phone numbers: with <c>+</c> and a calling code, in the grouping of North America, and with a trunk 0 in several groups or as a mobile number; other
/// groupings and plain runs of digits where a word of telephony stands near.
/// </summary>
internal sealed class PhoneNumber : PersonalDetector
{
    private const int Shortest = 6;

    private static readonly ContextWords Words = new(
        "phone", "tel", "telephone", "mobile", "cell", "cellphone", "fax", "whatsapp", "handy", "telefon", "telefax", "rufnummer", "mobil", "mobilnummer", "telefono", "teléfono", "móvil",
        "téléphone", "portable", "cellulare", "telefone", "celular", "telefoon", "telefoni", "puhelin", "cep", "gsm", "msisdn", "телефон", "电话", "電話", "手机", "手機", "전화", "휴대폰", "โทร");

    // Said of a call, not of the number: enough for a number in groups, too little for a plain run of digits.
    private static readonly ContextWords Verbs = new(
        "call me", "call us", "call him", "call her", "call them", "answering at", "answering on", "reach me", "reach us", "text me", "message to", "messages to", "message on",
        "dial", "sms", "hotline", "my registered", "contact number", "phone number is");

    public override string Id => "phone-number";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "ITU-T E.164 and the calling codes of its annex; North American Numbering Plan; trunk prefix 0";

    public override Cues Cues => Cues.Digits;

    public override IReadOnlyList<string> MemberAnchors => Words.NameAnchors;

    public override Hit Next(ReadOnlySpan<char> text, int from) => Find(text, from, named: false);

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Words.Names(name) ? Find(value, 0, named: true) : Hit.None;

    private static Hit Find(ReadOnlySpan<char> text, int from, bool named)
    {
        var form = new PhoneForm(stackalloc char[PhoneForm.MostDigits], stackalloc int[PhoneForm.MostGroups]);
        for (var i = from; i < text.Length;)
        {
            var digit = DigitRuns.Next(text, i, Shortest);
            if (digit < 0)
            {
                break;
            }

            var start = digit;
            if (start > from && text[start - 1] == '(')
            {
                start--;
            }

            if (start > from && text[start - 1] == '+')
            {
                start--;
            }

            // Most digits stand in something longer, which costs less to see than to read.
            if (!Edges.Before(text, start, spaced: true) && (start == digit || text[start] != '(' || !Edges.Before(text, digit, spaced: true)))
            {
                i = DigitRuns.End(text, digit);
                continue;
            }

            var read = form.Read(text, start);
            if (!read && text[start] == '(')
            {
                start = digit;
                read = form.Read(text, start);
            }

            if (read && Edges.Before(text, start, spaced: true) && Edges.After(text, form.End, spaced: true)
                && (form.IsTelling || (form.IsPossible && (named || Words.Near(text, start, form.End) || (form.Groups > 1 && (Verbs.Near(text, start, form.End) || IsSigned(text[form.End..])))))))
            {
                return new Hit(start, form.End - start);
            }

            // On by one run of digits: what was read from here may begin with a date, a house number or a row of a table.
            i = DigitRuns.End(text, digit);
        }

        return Hit.None;
    }

    // As below a letter: the number, then where it rings.
    private static bool IsSigned(ReadOnlySpan<char> after)
    {
        foreach (var place in (ReadOnlySpan<string>)[" office", " work", " home", " (office", " (work", " (home"])
        {
            if (after.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (after.Length == place.Length || !char.IsLetter(after[place.Length])))
            {
                return true;
            }
        }

        return false;
    }
}
