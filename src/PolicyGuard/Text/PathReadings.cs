namespace PolicyGuard.Text;

/// <summary>A way to read a text as a path.</summary>
/// <param name="Absolute">Whether it begins at the root.</param>
/// <param name="Text">With forward slashes; nothing else is resolved.</param>
internal readonly record struct PathReading(bool Absolute, string Text);

/// <summary>
/// Every way in which some server may read a text as a path: percent escapes undone, a scheme and a host left out, backslashes as slashes,
/// the home folder put in. Which of them the server takes nobody here knows, so all of them count.
/// </summary>
internal static class PathReadings
{
    private static readonly string[] Homes = ["~", "$HOME", "${HOME}", "%USERPROFILE%"];

    /// <summary>The readings of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="home">The user's home folder, absolute, with forward slashes; null where there is none.</param>
    /// <param name="windows">Whether paths begin with a drive's letter.</param>
    public static List<PathReading> Of(string text, string? home, bool windows)
    {
        var readings = new List<PathReading>(4);
        Add(readings, text, home, windows);
        var trimmed = text.Trim();
        if (trimmed.Length != text.Length)
        {
            Add(readings, trimmed, home, windows);
        }

        if (UriFolding.Unescape(trimmed) is var plain && plain != trimmed)
        {
            Add(readings, plain, home, windows);
        }

        // Programs in C end a text here.
        if (plain.IndexOf('\0', StringComparison.Ordinal) is > 0 and var end)
        {
            Add(readings, plain[..end], home, windows);
        }

        return readings;
    }

    private static void Add(List<PathReading> readings, string text, string? home, bool windows)
    {
        var path = text.Replace('\\', '/');
        AddPath(readings, path, windows);
        if (BehindHome(path, home) is { } behind)
        {
            AddPath(readings, $"{home}/{behind}", windows);
        }

        if (BehindScheme(path, windows) is { } rest)
        {
            // What a URL parser drops (WHATWG URL §4.4), and what follows the path.
            rest = rest.Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
            AddPath(readings, rest, windows);
            if (rest.AsSpan().IndexOfAny('?', '#') is >= 0 and var end)
            {
                AddPath(readings, rest[..end], windows);
            }
        }
    }

    private static void AddPath(List<PathReading> readings, string path, bool windows)
    {
        if (windows && path is ['/', '/', '?' or '.', '/', ..])
        {
            path = path[4..];
        }

        var drive = windows && path.AsSpan().TrimStart('/') is [_, ':', ..];
        readings.Add(new PathReading(drive || path is ['/', ..], path));

        // Behind two slashes stands a host, which some leave out.
        if (path.StartsWith("//", StringComparison.Ordinal) && path.AsSpan().TrimStart('/').IndexOf('/') is >= 0 and var slash)
        {
            var behind = path.AsSpan().TrimStart('/')[slash..].ToString();
            readings.Add(new PathReading(true, windows && behind is ['/', _, '$', ..] ? $"/{behind[1]}:{behind[3..]}" : behind));
        }
    }

    private static string? BehindHome(string path, string? home)
    {
        if (home is null)
        {
            return null;
        }

        foreach (var word in Homes)
        {
            if (path.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (path.Length == word.Length || path[word.Length] == '/'))
            {
                return path[word.Length..];
            }
        }

        // The home of a user by name; ours is the one that counts.
        var name = home.AsSpan(home.LastIndexOf('/') + 1);
        return path is ['~', ..] && path.AsSpan(1).StartsWith(name) && (path.Length == name.Length + 1 || path[name.Length + 1] == '/') ? path[(name.Length + 1)..] : null;
    }

    // RFC 3986 §3.1; one letter is a drive on Windows.
    private static string? BehindScheme(string path, bool windows)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon < (windows ? 2 : 1) || !char.IsAsciiLetter(path[0]))
        {
            return null;
        }

        foreach (var c in path.AsSpan(1, colon - 1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.' or '\t' or '\r' or '\n'))
            {
                return null;
            }
        }

        return path[(colon + 1)..];
    }
}
