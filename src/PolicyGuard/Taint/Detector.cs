using PolicyGuard.Calls;

namespace PolicyGuard.Taint;

/// <summary>Finds one kind of data in a string. Pure and linear in the length of the string; it never backtracks.</summary>
internal abstract class Detector
{
    /// <summary>The id that findings and the ledger carry.</summary>
    public abstract string Id { get; }

    /// <summary>What it finds, for people; empty where the id says it.</summary>
    public virtual string Description => "";

    /// <summary>What a hit means.</summary>
    public abstract LabelSet Label { get; }

    /// <summary>
    /// Strings one of which stands in every text with a hit, whatever the case of its ASCII letters; empty where no such strings exist, and the
    /// detector has to look at every text. The scanner looks for all detectors' anchors in one pass and asks only those whose anchor stands there.
    /// </summary>
    public virtual IReadOnlyList<string> Anchors => [];

    /// <summary>
    /// What a text with a hit shows beside its anchors, and for a detector without anchors instead of them: a text that shows nothing of it is not
    /// put to the detector. <see cref="Cues.None"/> where nothing is known: then a detector without anchors is asked of every text.
    /// </summary>
    public virtual Cues Cues => Cues.None;

    /// <summary>
    /// Whether it looks at what a text says to its reader and not for data. Then it is not asked of texts that nobody wrote so, such as one turned round, and its
    /// hits are told beside those of data on the same characters, because nothing of them is to be masked.
    /// </summary>
    public virtual bool IsContent => false;

    /// <summary>Whether anchors are parts of hits, so that they are looked for in mirrored texts as well; words beside a value tell nothing there.</summary>
    public virtual bool IsMirrored => true;

    /// <summary>
    /// Whether a hit says by itself what it is, so that it counts even in a text that was read in a way nobody wrote it: turned round, rot13,
    /// pieces put together. By default where the hit begins with an anchor of three characters or holds one of five; a token with a prefix does, a
    /// value that only the word before it explains does not. A checksum of a few digits is no reason to say yes: one number in ten passes it.
    /// </summary>
    /// <param name="hit">The characters that were hit.</param>
    public virtual bool IsTelling(ReadOnlySpan<char> hit)
    {
        foreach (var anchor in Anchors)
        {
            if ((anchor.Length >= 3 && hit.StartsWith(anchor, StringComparison.OrdinalIgnoreCase))
                || (anchor.Length >= 5 && hit.Contains(anchor, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next hit at or after <paramref name="from"/>; length 0 where there is none.</summary>
    public abstract Hit Next(ReadOnlySpan<char> text, int from);

    /// <summary>
    /// Words one of which stands in the name of every member that <see cref="OfMember"/> knows, whatever the case; empty where it has to be asked of
    /// every member, null where it knows none. By default the anchors.
    /// </summary>
    public virtual IReadOnlyList<string>? MemberAnchors => Anchors.Count == 0 ? null : Anchors;

    /// <summary>
    /// Whether <see cref="OfMember"/> with an empty name knows a value that nothing explains and that is the whole of a plain text, such as one number.
    /// Values of JSON are never put to it so: there a bare number is mostly an id.
    /// </summary>
    public virtual bool KnowsAlone => false;

    /// <summary>A hit in the value of a JSON member that only the member's name explains, such as <c>password</c>; length 0 where there is none.</summary>
    /// <param name="name">The member's name, decoded.</param>
    /// <param name="value">Its value, decoded.</param>
    public virtual Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Hit.None;

    /// <summary>A hit: where, and how long.</summary>
    internal readonly record struct Hit(int Start, int Length)
    {
        /// <summary>No hit.</summary>
        public static readonly Hit None = new(0, 0);
    }

    /// <summary>How many characters from <paramref name="from"/> on satisfy the class.</summary>
    protected static int Run(ReadOnlySpan<char> text, int from, System.Buffers.SearchValues<char> allowed)
    {
        var rest = text[from..];
        var end = rest.IndexOfAnyExcept(allowed);
        return end < 0 ? rest.Length : end;
    }
}
