namespace PolicyGuard.Gate;

/// <summary>Follows links as the system does, name by name. Paths are folded: without the slash in front.</summary>
/// <param name="linkAt">What stands at a path; see <see cref="OwnGround.LinkAt"/>.</param>
/// <param name="windows">Whether a drive stands where else the first slash does.</param>
internal sealed class LinkWalk(Func<string, string?> linkAt, bool windows)
{
    // As many as Linux follows before it gives up (ELOOP).
    private const int MostLinks = 40;

    /// <summary>Where a path leads. What does not exist is taken as it is written.</summary>
    /// <param name="folder">The folder at which it begins, itself free of links.</param>
    /// <param name="path">The path, with forward slashes.</param>
    public string Resolve(string folder, string path)
    {
        var left = new Stack<string>();
        Push(left, path);
        var (at, links, exists) = (folder, 0, true);
        while (left.TryPop(out var name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                at = at[..Math.Max(0, at.LastIndexOf('/'))];
                continue;
            }

            var next = at.Length == 0 ? name : $"{at}/{name}";
            var target = exists && links < MostLinks ? linkAt(Full(next)) : null;
            exists &= target is not null;
            if (target is null or "")
            {
                at = next;
                continue;
            }

            links++;
            at = IsAbsolute(target) ? "" : at;
            Push(left, target.Replace('\\', windows ? '/' : '\\'));
        }

        return at;
    }

    /// <summary>Where one name in a folder leads, if it is a link.</summary>
    public string? Follow(string folder, string name) => linkAt(Full(folder.Length == 0 ? name : $"{folder}/{name}")) is { Length: > 0 } ? Resolve(folder, name) : null;

    private static void Push(Stack<string> left, string path)
    {
        var names = path.Split('/');
        for (var i = names.Length - 1; i >= 0; i--)
        {
            left.Push(names[i]);
        }
    }

    private string Full(string path) => windows ? path : $"/{path}";

    private bool IsAbsolute(string target) => target is ['/', ..] || (windows && (target is ['\\', ..] or [_, ':', ..]));
}
