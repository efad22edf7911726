namespace PolicyGuard.SystemTests.RealServers;

/// <summary>Commands as they are written for a person.</summary>
internal static class Commands
{
    /// <summary>The command that wraps <paramref name="server"/>, with its data and policy in <paramref name="home"/>.</summary>
    public static string[] Wrap(WorkFolder home, string policy, string[] server) =>
    [
        "dotnet", Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll"), "wrap",
        "--data-dir", Path.Combine(home.Path, "data"), "--policy", home.Write("policy.yaml", policy), "--", .. server,
    ];

    /// <summary>One line for <c>--upstream</c>, each word in quotes.</summary>
    public static string Line(string[] command) => string.Join(' ', command.Select(word => $"'{word}'"));
}
