namespace PolicyGuard.Cli.Commands;

/// <summary>
/// Finds a name for a wrapped server in its command. The log and the pinned tool definitions go by it, so it has to stay the same from start
/// to start, and two different servers should not share one.
/// </summary>
internal static class ServerName
{
    private const int MaxLength = 32;

    // What runs other programs is not the server itself.
    private static readonly string[] Runners =
        ["npx", "node", "bunx", "bun", "deno", "uvx", "uv", "python", "python3", "pipx", "docker", "podman", "dotnet", "sh", "bash", "cmd", "env", "run", "x", "exec", "dlx", "npm", "pnpm", "yarn"];

    // Names of files that say nothing of what is in them; their folder does.
    private static readonly string[] Faceless = ["index", "main", "server", "app", "cli", "mcp", "start", "dist", "build", "src", "bin", "out"];

    /// <summary>The name: letters, digits and <c>-</c>, at most 32.</summary>
    public static string Of(IReadOnlyList<string> command)
    {
        var word = command.FirstOrDefault(static word => !word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal) && !Runners.Contains(Stem(word), StringComparer.OrdinalIgnoreCase))
            ?? command[0];
        var parts = word.Split('/', '\\', StringSplitOptions.RemoveEmptyEntries);
        var faceful = parts.Reverse().Select(Stem).FirstOrDefault(static part => !Faceless.Contains(part, StringComparer.OrdinalIgnoreCase)) ?? "server";
        var plain = new string([.. faceful.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return plain.Length == 0 || plain == "governance" ? "server" : plain[..Math.Min(MaxLength, plain.Length)].TrimEnd('-');
    }

    // `@scope/server-x@1.2.3` and `C:\srv\weather.py`: the last part, without version and ending.
    private static string Stem(string word)
    {
        var last = word[(word.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var version = last.IndexOf('@', StringComparison.Ordinal);
        last = version > 0 ? last[..version] : last;
        return Path.GetExtension(last).ToLowerInvariant() is ".js" or ".mjs" or ".cjs" or ".ts" or ".py" or ".exe" or ".dll" or ".cmd" or ".bat" or ".sh" or ".jar"
            ? Path.GetFileNameWithoutExtension(last)
            : last;
    }
}
