using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>The places of the gate's own, as written and with links followed; tells whether a path leads into one of them.</summary>
internal sealed class OwnPlaces
{
    private const string FolderName = ".policyguard";

    private readonly List<(string Path, OwnPlace Place)> _places = [];
    private readonly List<(string Ending, OwnPlace Place)> _endings = [];
    private readonly StringComparison _comparison;

    public OwnPlaces(OwnGround ground, LinkWalk links)
    {
        _comparison = ground.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var place in ground.Places)
        {
            var written = Fold(place.Path, ground.Windows);
            foreach (var path in new[] { written, links.Resolve("", written) }.Distinct(StringComparer.Ordinal))
            {
                _places.Add((path, place));
                if (place.ByName)
                {
                    _endings.AddRange(Endings(path).Select(ending => (ending, place)));
                }
            }
        }
    }

    /// <summary>The form in which paths are compared.</summary>
    public static string Fold(string path, bool windows) => FoldedPath.Of(path.Replace('\\', '/'), windows)?.Rest ?? path;

    /// <summary>The place of ours to which a folded path leads, as it was written; or null.</summary>
    public string? Find(string path)
    {
        foreach (var (own, place) in _places)
        {
            if (IsAt(path, own) && (place.Child is null || IsChild(path, own, place.Child)))
            {
                return place.Path;
            }
        }

        return null;
    }

    /// <summary>The place that a relative path names wherever it begins.</summary>
    public string? ByName(string path)
    {
        foreach (var (ending, place) in _endings)
        {
            if (IsAt(path, ending))
            {
                return place.Path;
            }
        }

        return null;
    }

    /// <summary>Whether a name by itself, in some folder, may be one of ours: asked first, because most names are not.</summary>
    public bool MayName(ReadOnlySpan<char> name)
    {
        foreach (var (own, place) in _places)
        {
            if (own.AsSpan(own.LastIndexOf('/') + 1).Equals(name, _comparison) || place.Child?.Invoke(name.ToString()) == true)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAt(string path, string own) =>
        own.Length == 0 || (path.StartsWith(own, _comparison) && (path.Length == own.Length || path[own.Length] == '/'));

    private static bool IsChild(string path, string own, Func<string, bool> child)
    {
        var rest = path.AsSpan(Math.Min(path.Length, own.Length == 0 ? 0 : own.Length + 1));
        return rest.Length > 0 && !rest.Contains('/') && child(rest.ToString());
    }

    // One name tells the place only where nobody else has it; two or more where one of them is ours.
    private static IEnumerable<string> Endings(string path)
    {
        var segments = path.Split('/');
        for (var count = 1; count < segments.Length; count++)
        {
            var ending = segments[^count..];
            if (Array.Exists(ending, static name => name == FolderName) || (count > 1 && Array.Exists(ending, static name => name.Equals("policyguard", StringComparison.OrdinalIgnoreCase))))
            {
                yield return string.Join('/', ending);
            }
        }
    }
}
