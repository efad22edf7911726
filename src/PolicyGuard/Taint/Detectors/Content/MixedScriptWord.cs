using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Detectors.Content;

/// <summary>
/// A word of Latin letters with letters of another alphabet among them that look like Latin ones: <c>pаypal</c> with a Cyrillic а (UTS 39 §5, mixed-script
/// confusables). A Greek letter at the start or the end of a word is left alone: units and formulas are written so.
/// </summary>
internal sealed class MixedScriptWord : Detector
{
    private const int Shortest = 4;

    public override string Id => "mixed-script-word";

    public override LabelSet Label { get; } = ContentDetectors.Label("mixed_script");

    public override bool IsContent => true;

    public override Cues Cues => Cues.NonAscii;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var i = from; i < text.Length;)
        {
            // Most texts hold no such letter at all.
            var foreign = text[i..].IndexOfAnyInRange('\u0370', '\u058F');
            if (foreign < 0)
            {
                return Hit.None;
            }

            var at = i + foreign;
            var (start, end) = (at, at + 1);
            while (start > from && char.IsLetter(text[start - 1]))
            {
                start--;
            }

            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            if (end - start >= Shortest && IsMixed(text[start..end]))
            {
                return new Hit(start, end - start);
            }

            i = end;
        }

        return Hit.None;
    }

    private static bool IsMixed(ReadOnlySpan<char> word)
    {
        bool latin = false, alike = false;
        for (var i = 0; i < word.Length; i++)
        {
            latin |= char.IsAsciiLetter(word[i]);
            if (word[i] is >= '\u0370' and <= '\u058F' && Lookalikes.Of(char.ToLowerInvariant(word[i])) is not null)
            {
                var greek = Scripts.Of(new Rune(word[i])) == Script.Greek;
                alike |= !greek || (i > 0 && i < word.Length - 1);
            }
        }

        return latin && alike;
    }
}
