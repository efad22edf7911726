using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>The form of policy ids. They name log entries and files, and are read by people who must not take one for another.</summary>
internal static class PolicyIds
{
    /// <summary>Why a text is no id, or null.</summary>
    public static string? Fault(string id) =>
        id.Length is 0 or > PolicyBounds.MaxId || !char.IsAsciiLetterOrDigit(id[0]) || id[^1] == '.' || id.AsSpan().ContainsAnyExcept(Allowed)
            ? $"an id has 1 to {PolicyBounds.MaxId} letters a-z, digits, `_`, `-` and `.`, begins with a letter or digit and does not end with a dot"
            : null;

    /// <summary>Whether a person could take one name for another: letter case, <c>-</c> for <c>_</c>, <c>0</c> for <c>o</c>, <c>1</c> or <c>I</c> for <c>l</c>, letters of other scripts.</summary>
    public static bool AreAlike(string a, string b) => Skeleton(a) == Skeleton(b);

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private static string Skeleton(string name)
    {
        var folded = CanonicalName.TryCreate(name, out var canonical, out _) ? canonical!.Full : name.ToLowerInvariant();
        var skeleton = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            var plain = c switch
            {
                '0' => 'o',
                '1' or 'i' or '|' => 'l',
                '-' or '.' or ' ' or '_' => '_',
                _ => c,
            };
            if (plain != '_' || skeleton.Length == 0 || skeleton[^1] != '_')
            {
                skeleton.Append(plain);
            }
        }

        return skeleton.ToString();
    }
}
