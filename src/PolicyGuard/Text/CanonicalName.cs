using System.Globalization;
using System.Text;

namespace PolicyGuard.Text;

/// <summary>
/// A name as its author wrote it and as it is compared. Comparison happens on the canonical form only: NFKC, trimmed, case folded,
/// letters that merely look like ASCII ones replaced by them, <c>-</c> and blanks turned into <c>_</c>. Names with invisible, control or
/// unassigned characters have no canonical form and are refused (Unicode TR 36 and TR 39 describe the tricks).
/// </summary>
public sealed class CanonicalName
{
    /// <summary>The longest name that is read, in UTF-16 units.</summary>
    public const int MaxLength = 2048;

    private CanonicalName(string shown, string full, string leaf)
    {
        Shown = shown;
        Full = full;
        Leaf = leaf;
    }

    /// <summary>The name as written; show this to people.</summary>
    public string Shown { get; }

    /// <summary>The whole canonical name.</summary>
    public string Full { get; }

    /// <summary>The canonical name without its namespace (<c>fs__read</c>, <c>fs.read</c>, <c>fs/read</c>, <c>fs:read</c> → <c>read</c>).</summary>
    public string Leaf { get; }

    /// <summary>Whether the name carries a namespace.</summary>
    public bool HasNamespace => !ReferenceEquals(Full, Leaf);

    /// <summary>Reads the name of a tool, an agent or a prompt.</summary>
    /// <param name="text">The name as written.</param>
    /// <param name="name">The name, where it has a canonical form.</param>
    /// <param name="fault">Why it has none, in words for a person.</param>
    public static bool TryCreate(string? text, out CanonicalName? name, out string? fault) => TryCreate(text, splitNamespace: true, out name, out fault);

    /// <summary>Reads a URI or another target that has no namespace: only its characters are folded.</summary>
    public static bool TryCreateOpaque(string? text, out CanonicalName? name, out string? fault) => TryCreate(text, splitNamespace: false, out name, out fault);

    /// <summary>Reads a name that is known to be well formed, such as a constant of ours.</summary>
    /// <exception cref="ArgumentException">The name has no canonical form.</exception>
    public static CanonicalName Of(string text) => TryCreate(text, out var name, out var fault) ? name! : throw new ArgumentException(fault, nameof(text));

    private static bool TryCreate(string? text, bool splitNamespace, out CanonicalName? name, out string? fault)
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

        var folded = IsPlain(text) ? text : NameFolding.Fold(text, separators: splitNamespace, out fault);
        if (folded is null)
        {
            fault = NameFolding.Fault(text);
            return false;
        }

        if (folded.Length == 0)
        {
            fault = "the name is blank";
            return false;
        }

        fault = null;
        name = new CanonicalName(text, folded, splitNamespace ? LeafOf(folded) : folded);
        return true;
    }

    // Most names are already canonical; then nothing is copied.
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

    private static string LeafOf(string full)
    {
        var single = full.AsSpan().LastIndexOfAny('.', '/', ':');
        var twin = full.LastIndexOf("__", StringComparison.Ordinal);
        var start = Math.Max(single + 1, twin < 0 ? 0 : twin + 2);
        return start == 0 || start >= full.Length ? full : full[start..];
    }

    /// <inheritdoc/>
    public override string ToString() => Shown;
}
