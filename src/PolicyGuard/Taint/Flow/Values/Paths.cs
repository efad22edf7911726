namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Paths in one form: forward slashes, no dot segments, lower case, without a drive.</summary>
internal static class Paths
{
    /// <summary>The canonical path, or null where the text is none: it needs two parts.</summary>
    public static string? Read(ReadOnlySpan<char> text)
    {
        var path = text.ToString();
        path = path.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? path[7..] : path;
        path = path.Length > 2 && path[1] == ':' && char.IsAsciiLetter(path[0]) ? path[2..] : path;
        var resolved = Resolve(path.Replace('\\', '/'));
        return resolved is { Length: > 1 } && resolved.Contains('/', StringComparison.Ordinal) ? resolved.ToLowerInvariant() : resolved is { Length: > 1 } && path[0] is '/' or '\\' or '.' or '~' ? resolved!.ToLowerInvariant() : null;
    }

    /// <summary>The parts that are left when dot segments are resolved, joined by slashes.</summary>
    public static string? Resolve(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
