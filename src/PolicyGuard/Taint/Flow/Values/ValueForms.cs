using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Taint.Flow.Values;

/// <summary>
/// Finds the values in a text that are more than words (addresses, URLs, accounts, paths, numbers, ids) and brings each into canonical form,
/// also below URL, base64 and hex encoding. Linear: every character is looked at a bounded number of times.
/// </summary>
internal static class ValueForms
{
    private const int MaxLayers = 2;
    private const int MaxToken = 4096;
    private const int MaxGroups = 10;
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\f\v\"'`<>()[]{}|;,\u00A0\u3000");

    /// <summary>All forms of all values in a text.</summary>
    /// <param name="text">The cleaned text (<see cref="Cleaned"/>).</param>
    /// <param name="forms">Where they go.</param>
    public static void Read(ReadOnlySpan<char> text, List<Form> forms) => Read(text, forms, 0, null);

    private static void Read(ReadOnlySpan<char> text, List<Form> forms, int layer, int? at)
    {
        var groups = new Groups();
        for (var i = 0; i < text.Length;)
        {
            var rest = text[i..];
            var end = rest.IndexOfAny(Ends);
            var length = end < 0 ? rest.Length : end;

            // A comma within a number does not end it.
            while (end >= 0 && i + end + 1 < text.Length && rest[end] == ',' && end > 0 && char.IsAsciiDigit(rest[end - 1]) && char.IsAsciiDigit(rest[end + 1]))
            {
                var more = rest[(end + 1)..].IndexOfAny(Ends);
                end = more < 0 ? -1 : end + 1 + more;
                length = end < 0 ? rest.Length : end;
            }

            var token = Trim(rest[..length], out var skipped);
            if (token.Length is > 0 and <= MaxToken)
            {
                groups.Add(token, i + skipped, at, forms);
                Token(token, at ?? i + skipped, forms, layer);
            }
            else if (length > 0)
            {
                groups.Flush(at, forms);
            }

            if (end >= 0 && rest[end] is not (' ' or '\u00A0'))
            {
                groups.Flush(at, forms);
            }

            i += length + 1;
        }

        groups.Flush(at, forms);
    }

    private static void Token(ReadOnlySpan<char> token, int at, List<Form> forms, int layer)
    {
        if (token.Length < 2 && !char.IsAsciiDigit(token[0]))
        {
            return;
        }

        var plain = token.IndexOfAnyExcept(Letters) < 0;
        if (plain && token.Length < 16)
        {
            return;
        }

        if (!plain && layer < MaxLayers && token.Contains('%') && Percent(token) is { } unescaped)
        {
            Read(unescaped, forms, layer + 1, at);
        }

        var mail = token.IndexOf('@');
        if (Urls.Read(token) is { } url)
        {
            forms.Add(new Form(FormKinds.Url, url.Whole, at));
            forms.Add(new Form(FormKinds.Host, url.Host, at));
        }
        else if (mail > 0 && token[(mail + 1)..].Contains('.') && !token[(mail + 1)..].Contains('@'))
        {
            var address = token.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? token[7..] : token;
            forms.Add(new Form(FormKinds.Mail, address.ToString().ToLowerInvariant(), at));
        }
        else if (token.ContainsAny('/', '\\') && Paths.Read(token) is { } path)
        {
            forms.Add(new Form(FormKinds.Path, path, at));
        }

        if (Number(token) is { } number)
        {
            forms.Add(new Form(FormKinds.Number, number, at));
        }
        else if (!plain && Id(token) is { } id)
        {
            forms.Add(new Form(FormKinds.Id, id, at));
        }

        // Two parts that a sign joins are looked at on their own as well: IBAN:…, user=…
        var joint = token.IndexOfAny(':', '=');
        if (joint > 0 && joint + 1 < token.Length && layer < MaxLayers && token[joint + 1] is not ('/' or '\\'))
        {
            Read(token[(joint + 1)..], forms, layer + 1, at);
        }

        if (layer < MaxLayers && token.Length >= 12 && Encoded.Decode(token) is { } decoded)
        {
            Read(decoded, forms, layer + 1, at);
            forms.Add(new Form(FormKinds.Whole, Phrase(decoded), at));
        }
    }

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The words of a text with one blank between them, in lower case.</summary>
    public static string Phrase(ReadOnlySpan<char> text)
    {
        var phrase = new StringBuilder();
        var words = new WordRuns(text);
        while (words.Next())
        {
            phrase.Append(phrase.Length > 0 ? " " : "");
            foreach (var c in words.Current)
            {
                phrase.Append(char.ToLowerInvariant(c));
            }
        }

        return phrase.ToString();
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> token, out int skipped)
    {
        var start = token.TrimStart("*_#~!?.");
        skipped = token.Length - start.Length;
        return start.TrimEnd("*_~!?.:");
    }

    /// <summary>A number without signs of currency, thousands and trailing zeros; null where the text is none.</summary>
    private static string? Number(ReadOnlySpan<char> token)
    {
        var bare = token.Trim("$€£¥%+");
        return bare.Length is > 0 and < 24 && char.IsAsciiDigit(bare[^1]) && bare.IndexOfAnyExcept("0123456789.,-") < 0
            && decimal.TryParse(bare, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? (number / 1.000000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    // What people write with and without dashes, dots and blanks is one id.
    private static string? Id(ReadOnlySpan<char> token)
    {
        var id = new StringBuilder(token.Length);
        foreach (var c in token)
        {
            if (char.IsLetterOrDigit(c))
            {
                id.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('-' or '_' or '.' or '/' or ':' or '@' or '+' or '#'))
            {
                return null;
            }
        }

        return id.Length >= 2 ? id.ToString() : null;
    }

    private static string? Percent(ReadOnlySpan<char> token)
    {
        var text = token.ToString();
        var unescaped = Uri.UnescapeDataString(text);
        return unescaped.Length < text.Length ? unescaped : null;
    }

    // Groups of digits and letters with blanks between them, such as an IBAN or a phone number is printed.
    private struct Groups
    {
        private StringBuilder? _run;
        private int _count;
        private int _digits;
        private int _start;

        public void Add(ReadOnlySpan<char> token, int start, int? at, List<Form> forms)
        {
            var bare = token.Trim("+()-");
            var fits = bare.Length is > 0 and <= 6 && bare.IndexOfAnyExcept(Alnum) < 0 && (bare.ContainsAnyInRange('0', '9') || (_count > 0 && bare.Length == 4 && bare.IndexOfAnyExceptInRange('A', 'Z') < 0));
            if (!fits || _count >= MaxGroups)
            {
                Flush(at, forms);
            }

            if (fits)
            {
                _start = _count == 0 ? start : _start;
                (_run ??= new StringBuilder()).Append(bare);
                _digits += bare.ContainsAnyInRange('0', '9') ? bare.Length : 0;
                _count++;
            }
        }

        public void Flush(int? at, List<Form> forms)
        {
            if (_count > 1 && _digits >= 7)
            {
                forms.Add(new Form(FormKinds.Id, _run!.ToString().ToLowerInvariant(), at ?? _start));
            }

            _run?.Clear();
            (_count, _digits) = (0, 0);
        }

        private static readonly SearchValues<char> Alnum = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    }
}
