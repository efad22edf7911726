using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// The configuration as it is in force: defaults, then the file, then the environment, then the command line, each stronger than the one
/// before. All faults are found in one pass. Pure: files and variables are handed in.
/// </summary>
public sealed class Configuration
{
    private const string Upstreams = "upstreams";

    private Configuration(ProgramOptions? options, IReadOnlyList<Setting> settings, IReadOnlyList<Diagnostic> diagnostics)
    {
        Options = options;
        Settings = settings;
        Diagnostics = diagnostics;
    }

    /// <summary>The options; null where there is an error.</summary>
    public ProgramOptions? Options { get; }

    /// <summary>The effective value of every key, in the order of the table.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>All errors and warnings.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Merges and checks.</summary>
    /// <param name="input">Everything that has a say.</param>
    /// <param name="found">What was already found while the input was gathered.</param>
    public static Configuration Load(ConfigInput input, IReadOnlyList<Diagnostic>? found = null)
    {
        var diagnostics = new List<Diagnostic>(found ?? []);
        var entries = Merge(input, diagnostics);
        var values = Read(entries, diagnostics);
        var options = new OptionsReader(input, entries, values, diagnostics).Read();
        var failed = diagnostics.Any(static fault => fault.Severity == Severity.Error);
        return new Configuration(failed ? null : options, SettingsList.Of(input, entries), InOrder(diagnostics));
    }

    // Source by source, each from top to bottom, so that an author can walk through a file once.
    private static IReadOnlyList<Diagnostic> InOrder(List<Diagnostic> diagnostics) =>
        [.. diagnostics.Distinct().GroupBy(static fault => fault.File).SelectMany(static file => file.OrderBy(static fault => (fault.Line, fault.Column)))];

    private static SortedDictionary<string, ConfigEntry> Merge(ConfigInput input, List<Diagnostic> diagnostics)
    {
        var entries = new SortedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
        if (input.File is { } file)
        {
            var root = Used(GuardianFile.Translate(ConfigSource.ReadFile(file.Path, file.Text, diagnostics), input.Environment, diagnostics), input);
            Put(entries, ConfigLayer.OfFile(root, input.Environment, diagnostics).Values, input.FileFolder);
        }

        var variables = ConfigEnvironment.Read(input.Environment, diagnostics).Values.Where(entry => IsUsed(entry, input));
        Put(entries, variables.Where(entry => Readable(entry, diagnostics)), input.WorkingFolder);
        foreach (var flag in input.Flags)
        {
            var entry = flag.ToEntry();
            if (flag.ReplacesUpstream)
            {
                var prefix = $"{Upstreams}.{entry.Path[1]}.";
                foreach (var name in entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList())
                {
                    entries.Remove(name);
                }
            }

            Put(entries, [entry], input.WorkingFolder);
        }

        return entries;
    }

    private static bool IsUsed(ConfigEntry entry, ConfigInput input) =>
        !(input.WithoutUpstreams && entry.Path[0] == Upstreams) && !(input.WithoutShipping && ShipReader.IsShipping(entry.Path));

    private static ConfigMap? Used(ConfigMap? root, ConfigInput input)
    {
        root = input.WithoutUpstreams ? Without(root, Upstreams) : root;
        return root is null || !input.WithoutShipping
            ? root
            : root with { Members = [.. root.Members.Select(static member => member is { Name: "audit", Value: ConfigMap audit } ? member with { Value = Without(audit, "ship")! } : member)] };
    }

    private static ConfigMap? Without(ConfigMap? map, string name) =>
        map is null ? null : map with { Members = [.. map.Members.Where(member => member.Name != name)] };

    private static void Put(SortedDictionary<string, ConfigEntry> into, IEnumerable<ConfigEntry> entries, string folder)
    {
        foreach (var entry in entries)
        {
            into[entry.Name] = entry with { Folder = folder };
        }
    }

    // HOST and PORT are set by many programs for their own ends.
    private static bool Readable(ConfigEntry entry, List<Diagnostic> diagnostics)
    {
        var faults = new List<Diagnostic>();
        if (!entry.Generic || ConfigValue.Read(entry, faults) is not null)
        {
            return true;
        }

        diagnostics.AddRange(faults.Select(static fault => fault with { Severity = Severity.Warning, Help = "left aside; use the POLICYGUARD_… variable" }));
        return false;
    }

    private static Dictionary<string, object> Read(SortedDictionary<string, ConfigEntry> entries, List<Diagnostic> diagnostics)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in entries.Values)
        {
            if (entry.Key.NotYet is { } notYet)
            {
                Tell(entry, notYet, diagnostics);
            }
            else if (ConfigValue.Read(entry, diagnostics) is { } value)
            {
                values[entry.Name] = value;
            }
        }

        return values;
    }

    private static void Tell(ConfigEntry entry, NotYet notYet, List<Diagnostic> diagnostics)
    {
        var asksForNothing = entry.Value switch
        {
            ConfigScalar scalar => notYet.Harmless.Contains(scalar.Text.ToLowerInvariant(), StringComparer.Ordinal),
            ConfigList { Items.Count: 0 } => true,
            _ => false,
        };
        if (!asksForNothing)
        {
            var fault = entry.Value.Place.Error("key-without-effect", $"`{entry.Written}` has no effect: {notYet.Reason}", "remove the key");
            diagnostics.Add(fault with { Severity = notYet.Severity });
        }
    }
}
