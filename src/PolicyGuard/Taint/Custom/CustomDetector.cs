using System.Text.RegularExpressions;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Custom;

/// <summary>A detector that an operator wrote: a pattern, and what its value has to be.</summary>
internal sealed class CustomDetector(DetectorDocument document, LabelSet label, LinearPattern pattern, int group, IReadOnlyList<CompiledAllow> allowed) : Detector
{
    // So many matches without a hit are doubt: each may have cost the length of the text.
    private const int MostMisses = 1000;

    public override string Id => document.Id;

    public override LabelSet Label => label;

    public override string Description => document.Description;

    public override IReadOnlyList<string> Anchors => document.Keywords;

    /// <exception cref="RegexMatchTimeoutException">The text could not be searched to its end.</exception>
    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        var misses = 0;
        foreach (var match in pattern.Warm().EnumerateMatches(text, from))
        {
            var (start, length) = Value(text, match.Index, match.Length);
            if (length > 0 && start >= from && IsRight(text, start, length, match.Index, match.Length))
            {
                return new Hit(start, length);
            }

            if (++misses == MostMisses)
            {
                throw new RegexMatchTimeoutException();
            }
        }

        return Hit.None;
    }

    /// <summary>Patterns with keywords are about assignments; a member is one, so it is put to them as one.</summary>
    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (document.Keywords.Count == 0)
        {
            return Hit.None;
        }

        var start = name.Length + 3;
        var hit = Next($"{name} = {value}\n", 0);
        return hit.Length > 0 && hit.Start >= start && hit.Start + hit.Length <= start + value.Length ? hit with { Start = hit.Start - start } : Hit.None;
    }

    private bool IsRight(ReadOnlySpan<char> text, int start, int length, int matchStart, int matchLength)
    {
        var value = text.Slice(start, length);
        if ((document.Entropy > 0 && Entropy(value) < document.Entropy) || (document.Checksum is { } checksum && !Checksums.Holds(checksum, value)))
        {
            return false;
        }

        foreach (var allow in allowed)
        {
            if (allow.Allows(text, start, length, matchStart, matchLength))
            {
                return false;
            }
        }

        return true;
    }

    // The spans that the engine enumerates have no groups; of the few that match they are asked for again.
    private (int Start, int Length) Value(ReadOnlySpan<char> text, int start, int length)
    {
        if (group == 0)
        {
            return (start, length);
        }

        // With a few characters on both sides, so that word boundaries stay what they are.
        const int Around = 2;
        var from = Math.Max(0, start - Around);
        var part = text[from..Math.Min(text.Length, start + length + Around)].ToString();
        var found = pattern.Warm().Match(part, start - from).Groups[group];
        return found.Success ? (from + found.Index, found.Length) : (start, length);
    }

    // Shannon's, over the characters.
    private static double Entropy(ReadOnlySpan<char> value)
    {
        var counts = new Dictionary<char, int>();
        foreach (var c in value)
        {
            counts[c] = counts.GetValueOrDefault(c) + 1;
        }

        var entropy = 0.0;
        foreach (var count in counts.Values)
        {
            var share = (double)count / value.Length;
            entropy -= share * Math.Log2(share);
        }

        return entropy;
    }
}
