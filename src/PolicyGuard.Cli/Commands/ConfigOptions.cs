using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary>The options by which commands choose a configuration and override its keys, and the loading that follows.</summary>
internal sealed class ConfigOptions
{
    private const string Variable = "POLICYGUARD_CONFIG";

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "Configuration file. Default: the one that POLICYGUARD_CONFIG names, else the nearest .policyguard/config.yaml.", HelpName = "file",
    };

    private readonly List<(Option Option, Func<ParseResult, IEnumerable<ConfigFlag>> Read)> _flags = [];

    /// <summary>
    /// Whether only <c>--config</c> and the user's own file count. A client starts <c>wrap</c> in whatever folder is open, and a cloned
    /// repository must not bring the policy by which its tools are judged.
    /// </summary>
    public bool HomeOnly { get; init; }

    /// <summary>Whether the command ships the audit log; else its sinks are left aside where upstreams are, unread.</summary>
    public bool Ships { get; init; }

    /// <summary>Adds <c>--config</c>.</summary>
    public ConfigOptions(Command command) => command.Options.Add(_config);

    /// <summary>The data folder where nobody names one; null means the platform's.</summary>
    public string? DefaultDataFolder { get; init; }

    /// <summary>Adds an option for one key; its description is the key's own.</summary>
    public ConfigOptions With(Command command, string flag, string key, string helpName)
    {
        var known = ConfigKeys.Available.Concat(ConfigKeys.Unavailable).Single(known => known.Name == key);
        if (known.Type is ConfigType.PathList)
        {
            var many = new Option<string[]>(flag) { Description = $"{Plain(known.Doc)} May be repeated.", HelpName = helpName };
            command.Options.Add(many);
            _flags.Add((many, parsed => parsed.GetResult(many) is null ? [] : [new ConfigFlag(flag, key, parsed.GetValue(many)!)]));
            return this;
        }

        var one = new Option<string?>(flag) { Description = Plain(known.Doc), HelpName = helpName, Hidden = known.NotYet is not null };
        one.CompletionSources.Add([.. known.Choices]);
        command.Options.Add(one);
        _flags.Add((one, parsed => parsed.GetValue(one) is { } value ? [new ConfigFlag(flag, key, value)] : []));
        return this;
    }

    /// <summary>Adds <c>--upstream name=url|command</c>.</summary>
    public ConfigOptions WithUpstreams(Command command)
    {
        var upstreams = new Option<string[]>("--upstream")
        {
            Description = "Tool server: `name=https://…/mcp`, or `name=command args…`. May be repeated; replaces a configured one of that name.",
            HelpName = "name=url|command",
        };
        upstreams.Validators.Add(static result =>
        {
            foreach (var fault in result.Tokens.Select(static token => UpstreamFlag.Fault(token.Value)).OfType<string>())
            {
                result.AddError(fault);
            }
        });
        command.Options.Add(upstreams);
        _flags.Add((upstreams, parsed => (parsed.GetValue(upstreams) ?? []).SelectMany(UpstreamFlag.Read)));
        return this;
    }

    /// <summary>Loads the configuration and tells its faults on standard error; options are null where there is an error.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="withoutUpstreams">Whether configured upstreams are left aside, unread.</param>
    /// <param name="more">Flags that have no option of their own.</param>
    public Loaded Load(ParseResult parsed, bool withoutUpstreams = false, params IEnumerable<ConfigFlag> more)
    {
        var loaded = Read(parsed, withoutUpstreams, more);
        foreach (var fault in loaded.Configuration.Diagnostics)
        {
            Console.Error.WriteLine(fault);
        }

        return loaded;
    }

    private Loaded Read(ParseResult parsed, bool withoutUpstreams, IEnumerable<ConfigFlag> more)
    {
        var variables = Machine.Variables();
        var workingFolder = Directory.GetCurrentDirectory();
        var asked = parsed.GetValue(_config) ?? (variables.GetValueOrDefault(Variable) is { Length: > 0 } named ? named : null);
        var file = ConfigFile.Read(asked, workingFolder, Machine.Home(), HomeOnly);
        var configuration = Configuration.Load(new ConfigInput
        {
            File = file.Source,
            FileFolder = file.Folder,
            Environment = variables,
            Flags = [.. _flags.SelectMany(flag => flag.Read(parsed)), .. more],
            WorkingFolder = workingFolder,
            WithoutUpstreams = withoutUpstreams,
            WithoutShipping = withoutUpstreams && !Ships,
            DefaultDataFolder = DefaultDataFolder is { } folder ? Path.GetFullPath(folder) : null,
        }, file.Diagnostics);
        return new Loaded(configuration, file.Source?.Path) { Found = file.Found };
    }

    private static string Plain(string doc) => doc.Replace("`", "", StringComparison.Ordinal);

    /// <summary>A configuration and the file it came from, if any.</summary>
    internal sealed record Loaded(Configuration Configuration, string? File)
    {
        public ProgramOptions? Options => Configuration.Options;

        /// <summary>The file's full path where nobody named it; see <see cref="ConfigFile.Found"/>.</summary>
        public string? Found { get; init; }
    }
}
