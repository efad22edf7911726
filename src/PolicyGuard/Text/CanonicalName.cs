using System.Globalization;

namespace PolicyGuard.Text;

/// <summary>
/// A name as its author wrote it and as it is compared. Comparison happens on the canonical form only: NFKC, trimmed, case folded,
/// letters that merely look like ASCII ones replaced by them, <c>-</c> and blanks turned into <c>_</c>. Names with invisible, control or
/// unassigned characters, and names that mix scripts, have no canonical form and are refused (Unicode TR 36 and UTS 39 describe the tricks).
/// </summary>
public sealed class CanonicalName
{
    /// <summary>The longest name that is read, in UTF-16 units.</summary>
    public const int MaxLength = 2048;

    private CanonicalName(string shown, string full, string leaf, bool isOpaque, string? local)
    {
        Shown = shown;
        Full = full;
        Leaf = leaf;
        IsOpaque = isOpaque;
        Local = local;
    }

    /// <summary>The name as written; show this to people.</summary>
    public string Shown { get; }

    /// <summary>The whole canonical name.</summary>
    public string Full { get; }

    /// <summary>The canonical name without its namespace (<c>fs__read</c>, <c>fs.read</c>, <c>fs/read</c>, <c>fs:read</c> → <c>read</c>): what follows the last <c>__</c> or character that is no letter, digit or <c>_</c>.</summary>
    public string Leaf { get; }

    /// <summary>The canonical URI of a file on another host, as a server reads it that leaves hosts out (<c>file://host/x</c> → <c>file:///x</c>); else null. Only what tightens looks at it.</summary>
    public string? Local { get; }

    /// <summary>Whether this is a URI or another target without a namespace, where <c>-</c> stays what it is.</summary>
    public bool IsOpaque { get; }

    /// <summary>Whether the name carries a namespace.</summary>
    public bool HasNamespace => !ReferenceEquals(Full, Leaf);

    /// <summary>Reads the name of a tool, an agent or a prompt.</summary>
    /// <param name="text">The name as written.</param>
    /// <param name="name">The name, where it has a canonical form.</param>
    /// <param name="fault">Why it has none, in words for a person.</param>
    public static bool TryCreate(string? text, out CanonicalName? name, out string? fault) => TryCreate(text, opaque: false, out name, out fault);

    /// <summary>Reads a URI or another target that has no namespace: only its characters are folded, its percent escapes and dot segments resolved.</summary>
    public static bool TryCreateOpaque(string? text, out CanonicalName? name, out string? fault) => TryCreate(text, opaque: true, out name, out fault);

    /// <summary>Reads a name that is known to be well formed, such as a constant of ours.</summary>
    /// <exception cref="ArgumentException">The name has no canonical form.</exception>
    public static CanonicalName Of(string text) => TryCreate(text, out var name, out var fault) ? name! : throw new ArgumentException(fault, nameof(text));

    private static bool TryCreate(string? text, bool opaque, out CanonicalName? name, out string? fault)
    {
        name = null;
        if (string.IsNullOrEmpty(text))
        {
            fault = "the name is empty";
            return false;
        }

        if (text.Length > MaxLength)
        {
            fault = $"the name is longer than {MaxLength} characters";
            return false;
        }

        // Most names are already canonical; then nothing is copied.
        var folded = !opaque && IsPlain(text) ? new Folded(text, null) : opaque ? NameFolding.FoldUri(text) : NameFolding.FoldName(text);
        fault = folded.Text is { Length: 0 } ? "the name is blank" : folded.Fault;
        if (fault is not null)
        {
            return false;
        }

        name = new CanonicalName(text, folded.Text!, opaque ? folded.Text! : LeafOf(folded.Text!), opaque, opaque ? UriFolding.WithoutHost(folded.Text!) : null);
        return true;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '.' or '/' or ':'))
            {
                return false;
            }
        }

        return true;
    }

    // What follows the last separator; separators at the end separate nothing, so `ns.delete_x.` is still a `delete_x`.
    private static string LeafOf(string full)
    {
        var end = full.Length;
        while (SeparatorBefore(full, end) is var length and > 0)
        {
            end -= length;
        }

        var start = end;
        while (start > 0 && SeparatorBefore(full, start) == 0)
        {
            start--;
        }

        return end == 0 || (start == 0 && end == full.Length) ? full : full[start..end];
    }

    // The length of the separator that ends at a position: any character that is no letter, digit or single `_`.
    private static int SeparatorBefore(string text, int end)
    {
        if (end == 0)
        {
            return 0;
        }

        var c = text[end - 1];
        if (c == '_')
        {
            return end > 1 && text[end - 2] == '_' ? 2 : 0;
        }

        if (char.IsLowSurrogate(c) && end > 1)
        {
            return IsWord(CharUnicodeInfo.GetUnicodeCategory(text, end - 2)) ? 0 : 2;
        }

        return IsWord(char.GetUnicodeCategory(c)) ? 0 : 1;
    }

    private static bool IsWord(UnicodeCategory category) => category <= UnicodeCategory.LetterNumber;

    /// <inheritdoc/>
    public override string ToString() => Shown;
}
