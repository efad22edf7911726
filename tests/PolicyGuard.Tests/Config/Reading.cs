using PolicyGuard.Gateway.Config;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Config;

/// <summary>Loads a configuration from texts, as the program would from files and variables.</summary>
internal static class Reading
{
    public static Configuration Load(string? yaml = null, IEnumerable<(string Name, string Value)>? environment = null, params ConfigFlag[] flags) =>
        Configuration.Load(new ConfigInput
        {
            File = yaml is null ? null : new PolicySource("config.yaml", yaml),
            FileFolder = "/project",
            Environment = (environment ?? []).Append(("HOME", "/home/me")).ToDictionary(static pair => pair.Item1, static pair => pair.Item2),
            Flags = flags,
            WorkingFolder = "/here",
        });

    public static ProgramOptions Options(string? yaml = null, IEnumerable<(string Name, string Value)>? environment = null, params ConfigFlag[] flags)
    {
        var loaded = Load(yaml, environment, flags);
        return loaded.Options ?? throw new Xunit.Sdk.XunitException(string.Join('\n', loaded.Diagnostics));
    }

    public static string Faults(string? yaml = null, IEnumerable<(string Name, string Value)>? environment = null, params ConfigFlag[] flags) =>
        string.Join('\n', Load(yaml, environment, flags).Diagnostics);
}
