using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Notes;

/// <summary>How the pieces of signed texts are spelled. Everything has one spelling; any other is refused.</summary>
internal static class NoteText
{
    /// <summary>UTF-8 that refuses what is not.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a text is one line with something in it: no control character below U+0020, and UTF-8 can hold it.</summary>
    internal static bool IsLine([NotNullWhen(true)] string? text) => !string.IsNullOrEmpty(text) && IsClean(text, newlines: false);

    /// <summary>Whether a text can be signed: ends in a newline, no other control character below U+0020, and UTF-8 can hold it.</summary>
    internal static bool IsText([NotNullWhen(true)] string? text) => text is [.., '\n'] && IsClean(text, newlines: true);

    /// <summary>Whether a text can be a key's name: not empty, no spaces of any kind, no plus, no control characters.</summary>
    internal static bool IsKeyName([NotNullWhen(true)] string? text)
    {
        if (!IsLine(text))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads a number from 0 to 2^63 - 1: ASCII digits only, no leading zeroes.</summary>
    internal static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text[0] != '0' || text.Length == 1) && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>A number as <see cref="TryNumber"/> reads it.</summary>
    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads base64 of RFC 4648 §4 in its one canonical spelling: padded, no blanks, no bits left over. Others decode to the same bytes, and
    /// what is signed or hashed as text must not have two spellings.
    /// </summary>
    internal static bool TryBase64(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out var written))
        {
            return false;
        }

        Array.Resize(ref bytes, written);
        return text.SequenceEqual(Convert.ToBase64String(bytes));
    }

    private static bool IsClean(string text, bool newlines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < ' ' && !(newlines && c == '\n'))
            {
                return false;
            }

            if (char.IsSurrogate(c) && (i + 1 == text.Length || !char.IsSurrogatePair(c, text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
