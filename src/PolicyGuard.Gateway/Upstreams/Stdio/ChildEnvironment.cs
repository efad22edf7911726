using System.Collections;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>What a child process may see of our environment: enough to find programs, homes, certificates and languages, and no secret.</summary>
internal static class ChildEnvironment
{
    /// <summary>Marks every process that descends from a child of ours, so that those who leave its process group are found too.</summary>
    internal const string Mark = "POLICYGUARD_CHILD";

    private static readonly HashSet<string> Passed = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "TZ", "TMPDIR",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
        "APPDATA", "LOCALAPPDATA", "HOMEDRIVE", "HOMEPATH", "USERNAME", "USERPROFILE", "TEMP", "TMP", "PATHEXT", "COMSPEC",
        "PROCESSOR_ARCHITECTURE", "SYSTEMDRIVE", "SYSTEMROOT", "WINDIR", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMDATA",
    };

    private static readonly string[] PassedPrefixes = ["LC_", "XDG_"];

    // What configures us may hold our own keys and connection strings.
    private static readonly string[] Ours = ["POLICYGUARD_", "MCPGUARD_"];

    /// <summary>The safe base, and over it what the operator configured for this child.</summary>
    internal static Dictionary<string, string> For(IReadOnlyDictionary<string, string> configured) =>
        Join(Current().Where(pair => IsSafe(pair.Key)), configured);

    /// <summary>
    /// Everything in our environment but what configures us. For <c>wrap</c>: there the client's configuration of the server is our own
    /// environment, since we stand in its place.
    /// </summary>
    internal static Dictionary<string, string> Inherited() =>
        Join(Current().Where(pair => !Array.Exists(Ours, own => pair.Key.StartsWith(own, StringComparison.OrdinalIgnoreCase))), []);

    private static bool IsSafe(string name) =>
        Passed.Contains(name) || Array.Exists(PassedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, string>> Current() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create((string)entry.Key, entry.Value as string ?? ""));

    private static Dictionary<string, string> Join(
        IEnumerable<KeyValuePair<string, string>> inherited, IEnumerable<KeyValuePair<string, string>> configured)
    {
        var joined = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var (name, value) in inherited)
        {
            // An exported shell function is code, not a setting.
            if (!value.StartsWith("()", StringComparison.Ordinal))
            {
                joined[name] = value;
            }
        }

        foreach (var (name, value) in configured)
        {
            joined[name] = value;
        }

        return joined;
    }
}
