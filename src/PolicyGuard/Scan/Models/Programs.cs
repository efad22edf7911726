namespace PolicyGuard.Scan.Models;

/// <summary>Programs that run what they are given.</summary>
internal static class Programs
{
    private static readonly HashSet<string> Names =
    [
        "sh", "bash", "dash", "zsh", "ksh", "csh", "tcsh", "fish", "ash", "busybox", "cmd", "powershell", "pwsh", "python", "perl", "ruby", "node", "php", "lua", "osascript",
        "eval", "ssh", "su",
    ];

    /// <summary>Whether input among its arguments is code or a command.</summary>
    public static bool RunsArguments(string program)
    {
        var name = program[(program.AsSpan().LastIndexOfAny('/', '\\') + 1)..].ToLowerInvariant();
        name = name.EndsWith(".exe", StringComparison.Ordinal) ? name[..^4] : name;
        return Names.Contains(name) || Names.Contains(name.TrimEnd('.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
    }
}
