namespace PolicyGuard.Cli.Commands;

/// <summary>
/// Finds a name for a wrapped server in its command. The log and the pinned tool definitions go by it, so it has to stay the same from start
/// to start, and two different servers should not share one: each would find the other's tools changed.
/// </summary>
internal static class ServerName
{
    private const int MaxLength = 32;

    // What runs other programs is not the server itself.
    private static readonly string[] Runners =
    [
        "npx", "bunx", "bun", "deno", "tsx", "ts-node", "uvx", "uv", "pipx", "poetry", "hatch", "py", "fastmcp", "mcp", "docker", "podman", "nerdctl", "dotnet", "java", "perl", "go",
        "cargo", "sh", "bash", "zsh", "cmd", "wsl", "powershell", "pwsh", "mise", "env", "run", "x", "exec", "dlx", "dnx", "tool", "npm", "pnpm", "yarn",
    ];

    // Often called with their version.
    private static readonly string[] Interpreters = ["python", "pypy", "node", "ruby", "php"];

    // What stands in for a server elsewhere: the address says which.
    private static readonly string[] Bridges = ["mcp-remote", "mcp-proxy", "supergateway", "mcp-remote-client"];

    // Options of theirs whose next word is no server.
    private static readonly string[] ContainerOptions =
        ["-e", "--env", "--env-file", "-v", "--volume", "--mount", "--network", "--net", "--name", "-p", "--publish", "-u", "--user", "-w", "--workdir", "--platform", "--pull"];

    private static readonly string[] UvOptions = ["--with", "--with-editable", "--python", "-p"];

    // Names of files that say nothing of what is in them; their folder does.
    private static readonly string[] Faceless = ["index", "main", "server", "app", "cli", "mcp", "start", "dist", "build", "src", "bin", "out"];

    /// <summary>The name: letters, digits and <c>-</c>, at most 32.</summary>
    public static string Of(IReadOnlyList<string> command)
    {
        var word = Server(command) ?? command[0];
        if (Bridges.Contains(Stem(word), StringComparer.OrdinalIgnoreCase) && command.Select(Host).FirstOrDefault(static host => host is not null) is { } host)
        {
            word = host;
        }

        var parts = word.Split('/', '\\', StringSplitOptions.RemoveEmptyEntries);
        var faceful = parts.Reverse().Select(Stem).FirstOrDefault(static part => !Faceless.Contains(part, StringComparer.OrdinalIgnoreCase)) ?? "server";
        var plain = new string([.. faceful.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return plain.Length == 0 || plain == "governance" ? "server" : plain[..Math.Min(MaxLength, plain.Length)].TrimEnd('-');
    }

    private static string? Server(IReadOnlyList<string> command)
    {
        string[] withValue = [];
        for (var at = 0; at < command.Count; at++)
        {
            var word = command[at];
            if (withValue.Contains(word))
            {
                at++;
            }
            else if (IsRunner(word))
            {
                withValue = Stem(word).ToLowerInvariant() switch { "docker" or "podman" or "nerdctl" => ContainerOptions, "uv" or "uvx" => UvOptions, _ => withValue };
            }
            else if (!word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal) && !IsSwitch(word))
            {
                return word;
            }
        }

        return null;
    }

    // `cmd /c npx …` is how clients on Windows start everything.
    private static bool IsSwitch(string word) => word.Length == 2 && word[0] == '/' && char.IsAsciiLetter(word[1]);

    // Also `python3.12`, `node22` and `npx.cmd`; but `run.py` is a server.
    private static bool IsRunner(string word)
    {
        var name = Path.GetExtension(word).ToLowerInvariant() is ".exe" or ".cmd" or ".bat" ? Stem(word) : Last(word);
        return Runners.Contains(name, StringComparer.OrdinalIgnoreCase) || Interpreters.Contains(name.TrimEnd('.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), StringComparer.OrdinalIgnoreCase);
    }

    private static string? Host(string word) =>
        Uri.TryCreate(word, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.IsDefaultPort ? uri.Host : $"{uri.Host}-{uri.Port}" : null;

    // `@scope/server-x@1.2.3` and `C:\srv\weather.py`: the last part, without version and ending.
    private static string Stem(string word)
    {
        var last = Last(word);
        return Path.GetExtension(last).ToLowerInvariant() is ".js" or ".mjs" or ".cjs" or ".ts" or ".py" or ".exe" or ".dll" or ".cmd" or ".bat" or ".sh" or ".jar"
            ? Path.GetFileNameWithoutExtension(last)
            : last;
    }

    private static string Last(string word)
    {
        var last = word[(word.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var version = last.IndexOf('@', StringComparison.Ordinal);
        return version > 0 ? last[..version] : last;
    }
}
