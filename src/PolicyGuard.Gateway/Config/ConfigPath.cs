namespace PolicyGuard.Gateway.Config;

/// <summary>Makes written paths absolute.</summary>
internal static class ConfigPath
{
    /// <summary>The absolute path; a leading <c>~/</c> is the home folder.</summary>
    public static string Resolve(string path, string folder, IReadOnlyDictionary<string, string> variables)
    {
        if ((path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) && variables.TryGetValue("HOME", out var home) && home.Length > 0)
        {
            path = home + path[1..];
        }

        return Path.GetFullPath(path, folder.Length == 0 ? Path.GetFullPath(".") : folder);
    }
}
