namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Bank identifier codes (ISO 9362): four letters, a country, two or five more, in capitals, after the word.</summary>
internal sealed class BankCode : PersonalDetector
{
    private const int Reach = 24;
    private static readonly string[] Words = ["swift", "bic"];

    public override string Id => "bank-identifier-code";

    public override Evidence Evidence => Evidence.Contextual;

    public override string Source => "ISO 9362: four letters, a country with IBAN or one of 20 others, two or five characters";

    public override IReadOnlyList<string> Anchors => Words;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            var (at, length) = Word(text, i);
            if (at < 0)
            {
                break;
            }

            i = at + length;
            if ((at > 0 && char.IsLetter(text[at - 1])) || (i < text.Length && char.IsLetter(text[i])))
            {
                continue;
            }

            for (var start = i; start < Math.Min(text.Length, i + Reach); start++)
            {
                if (char.IsAsciiLetterUpper(text[start]) && !char.IsAsciiLetterOrDigit(text[start - 1]))
                {
                    var end = start;
                    while (end < text.Length && end - start < 12 && (char.IsAsciiLetterUpper(text[end]) || char.IsAsciiDigit(text[end])))
                    {
                        end++;
                    }

                    if (IsCode(text[start..end]) && Edges.After(text, end, spaced: false))
                    {
                        return new Hit(start, end - start);
                    }
                }
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        (name.Contains("bic", StringComparison.OrdinalIgnoreCase) || name.Contains("swift", StringComparison.OrdinalIgnoreCase)) && IsCode(value) ? new Hit(0, value.Length) : Hit.None;

    private static (int At, int Length) Word(ReadOnlySpan<char> text, int from)
    {
        var (best, length) = (-1, 0);
        foreach (var word in Words)
        {
            // The nearer of both; the search for the second ends where the first was found.
            var at = (best < 0 ? text[from..] : text[from..Math.Min(text.Length, best + word.Length)]).IndexOf(word, StringComparison.OrdinalIgnoreCase);
            (best, length) = at < 0 ? (best, length) : (from + at, word.Length);
        }

        return (best, length);
    }

    private static bool IsCode(ReadOnlySpan<char> code) =>
        code.Length is 8 or 11 && !code[..6].ContainsAnyExceptInRange('A', 'Z') && !code[6..].ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        && (Iban.LengthOf(code[4..6]) > 0 || IsOther(code[4..6]));

    private static bool IsOther(ReadOnlySpan<char> country)
    {
        const string Others = "US CA JP CN HK SG IN AU NZ KR TW TH MY ID PH VN ZA MX AR CL";
        return Others.AsSpan().IndexOf(country) is >= 0 and var at && at % 3 == 0;
    }
}
