using System.Text;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Terminal;

/// <summary>The tables of keys in <c>docs/gateway.md</c>.</summary>
internal static class KeyTables
{
    /// <summary>Both tables: keys that have an effect, and keys that are known and have none.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| Key | Takes | Default | What it does |\n|---|---|---|---|\n");
        foreach (var key in ConfigKeys.Available)
        {
            text.Append($"| `{key.Name}` | {Takes(key)} | {(key.Default is null ? "" : $"`{key.Default}`")} | {key.Doc}{Others(key)} |\n");
        }

        text.Append("\n| Known, without effect | Why |\n|---|---|\n");
        foreach (var group in ConfigKeys.Unavailable.GroupBy(static key => key.NotYet!.Reason))
        {
            text.Append($"| {string.Join(", ", group.Select(static key => $"`{key.Name}`"))} | {group.Key} |\n");
        }

        return text.ToString();
    }

    private static string Takes(ConfigKey key) => key.Type switch
    {
        ConfigType.Choice => string.Join(", ", key.Choices.Select(static choice => $"`{choice}`")),
        ConfigType.Flag => "`true`, `false`",
        _ => key.Type.ToString().ToLowerInvariant() switch { "pathlist" => "list of paths", "list" => "list", var plain => plain },
    };

    private static string Others(ConfigKey key)
    {
        var names = key.Aliases.Select(static alias => $"`{alias.Name}`")
            .Concat(key.Variables.Where(name => !name.StartsWith("POLICYGUARD_", StringComparison.Ordinal)).Select(static name => $"variable `{name}`")).ToList();
        return names.Count == 0 ? "" : $" Also {string.Join(", ", names)}.";
    }
}
