using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Demo;

/// <summary>What the demo's task is for, as an intent policy.</summary>
internal static class DemoIntent
{
    private const string Yaml =
        """
        name: release-summary
        description: Reads the release notes, writes a summary and posts it to the team
        expected_workflow: search, read, write the summary, post it
        never_after:
          http_post: [read_secret]   # once a secret was read, nothing is posted any more in that flow, whatever was called in between

        """;

    /// <summary>Writes the policy into a folder and chooses it for all flows.</summary>
    public static IntentOptions In(string folder)
    {
        var file = Path.Combine(folder, "intent.yaml");
        File.WriteAllText(file, Yaml);
        return new IntentOptions([], new IntentChoice(file, file, "demo", 0, 0), new Dictionary<string, IntentChoice>(), HotReload: false);
    }
}
