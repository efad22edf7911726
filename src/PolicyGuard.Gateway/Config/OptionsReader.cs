using System.Net;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Results;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Limits;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the options from the values, and checks what concerns more than one of them.</summary>
internal sealed class OptionsReader(
    ConfigInput input, IReadOnlyDictionary<string, ConfigEntry> entries, IReadOnlyDictionary<string, object> values, ICollection<Diagnostic> diagnostics)
{
    public ProgramOptions Read()
    {
        var gateway = Gateway();
        CheckReach(gateway);
        CheckReplayable();
        var intent = new IntentOptions(Paths("intent.policies") ?? [], new IntentChoices(input, entries, values).Default(), new IntentChoices(input, entries, values).Upstreams(), Get("policy.hot_reload", true));
        return new ProgramOptions
        {
            DataFolder = PathOf("data_dir") ?? input.FallbackDataFolder,
            Gateway = gateway,
            OnStdio = Get("server.transport", "http") == "stdio",
            Policy = new PolicyOptions(Paths("policy.paths"), DefaultAction(), Get("policy.hot_reload", true)),
            Detectors = new DetectorOptions(Paths("detectors.rules") ?? [], new DetectorsReader(entries, values, diagnostics).Read()),
            Intent = intent,
            Judge = new JudgeReader(entries, values, diagnostics).Read(intent),
            Durability = Get("audit.durability", "auto") switch
            {
                "normal" => DurabilityMode.Normal,
                "full" => DurabilityMode.Full,
                _ => DurabilityMode.Auto,
            },
            Publishing = new PublishingOptions(
                Get("audit.checkpoint_interval", PublishingOptions.Default.Interval), Get("audit.checkpoint_entries", PublishingOptions.Default.Entries)),
            KeysFolder = PathOf("audit.keys_dir"),
            EnvelopeVariables = Strings("audit.envelope_variables"),
            EnvelopeWorkspace = PathOf("audit.envelope_workspace"),
            Keyless = new KeylessSettings
            {
                Fulcio = values.GetValueOrDefault("audit.keyless.fulcio_url") as Uri,
                Rekor = values.GetValueOrDefault("audit.keyless.rekor_url") as Uri,
                FulcioRoots = PathOf("audit.keyless.fulcio_roots"),
                RekorKey = PathOf("audit.keyless.rekor_key"),
                TokenFile = PathOf("audit.keyless.token_file"),
                TokenVariable = Get("audit.keyless.token_variable", new KeylessSettings().TokenVariable),
            },
            KeepArguments = Get("audit.keep_arguments", "sealed") == "sealed",
            KeepResults = Get("audit.keep_results", "none") == "sealed",
            Replayable = Strings("audit.replayable"),
            Ship = new ShipReader(input, entries, values, diagnostics).Read(),
            MaxClaimedTrust = TrustLevels.TryParse(values.GetValueOrDefault("identity.max_claimed_trust") as string, out var trust) ? trust : null,
            ApprovalWait = Get("approvals.wait", TimeSpan.FromMinutes(2)),
            ApprovalLifetime = Get("approvals.lifetime", TimeSpan.FromHours(1)),
            Results = Results(),
            Quarantine = new QuarantineOptions
            {
                Lifetime = Get("results.quarantine_lifetime", new QuarantineOptions().Lifetime),
                MaxBytes = Get("results.quarantine_max_bytes", new QuarantineOptions().MaxBytes),
                Most = Get("results.quarantine_most", new QuarantineOptions().Most),
            },
            Flows = new FlowArchiveOptions
            {
                Idle = Get("taint.idle", new FlowArchiveOptions().Idle),
                Lifetime = Get("flows.lifetime", new FlowArchiveOptions().Lifetime),
                SharesByCaller = Get("flows.share", "caller") == "caller",
            },
            IncidentWindow = Get("incidents.window", TimeSpan.FromMinutes(10)),
            Suspension = new SuspensionOptions
            {
                OnCritical = Get("incidents.suspend_on_critical", true),
                HighCount = Get("incidents.suspend_high_count", 10),
                Within = Get("incidents.suspend_high_within", TimeSpan.FromMinutes(10)),
            },
            Taint = new TaintReader(values, Complain).Read(gateway.Upstreams),
            RateLimit = Get("rate_limit.enabled", false)
                ? new RateLimit(Get("rate_limit.requests_per_minute", 60), Get("rate_limit.burst", 10))
                : null,
        };
    }

    private GatewayOptions Gateway()
    {
        var plain = new GatewayOptions();
        return plain with
        {
            Host = Get("server.host", plain.Host),
            Port = Get("server.port", plain.Port),
            AllowUnauthenticated = Get("server.allow_unauthenticated", false),
            Upstreams = new UpstreamsReader(entries, values, diagnostics).Read(),
            Tools = new ToolOptions(
                Get("tools.scan", "enforce") switch { "off" => ToolCheck.Off, "warn" => ToolCheck.Warn, _ => ToolCheck.Enforce },
                Get("tools.collisions", "warn") switch { "off" => ToolCheck.Off, "deny" => ToolCheck.Enforce, _ => ToolCheck.Warn }),
            Prefix = Get("gateway.prefix", "auto") switch { "always" => PrefixMode.Always, "never" => PrefixMode.Never, _ => PrefixMode.Auto },
            DenyAs = Get("gateway.deny_as", "tool_result") == "jsonrpc_error" ? DenyAs.JsonRpcError : DenyAs.ToolResult,
            Message = new RpcLimits(
                Get("server.max_request_bytes", plain.Message.MaxBytes),
                Get("server.max_depth", plain.Message.MaxDepth),
                Get("server.max_tokens", plain.Message.MaxTokens)),
            MaxHeaderBytes = Get("server.max_header_bytes", plain.MaxHeaderBytes),
            MaxStreams = Get("server.max_streams", plain.MaxStreams),
            MaxSessions = Get("server.max_sessions", plain.MaxSessions),
            SessionIdle = Get("server.session_idle", plain.SessionIdle),
            AllowedOrigins = Strings("server.allowed_origins"),
            AllowedHosts = Strings("server.allowed_hosts"),
            ElicitApprovals = Get("approvals.elicit", "auto") switch { "always" => ElicitMode.Always, "never" => ElicitMode.Never, _ => ElicitMode.Auto },
            RequestFrom = Get("flows.request_from", "auto") switch { "all" => RequestFrom.All, "none" => RequestFrom.None, _ => RequestFrom.Auto },
            SplitsFlows = Get("flows.agent_keys", "deny") == "split",
            FlowToken = values.GetValueOrDefault("flows.token") as string,
            PassMethods = Strings("gateway.pass_methods"),
            PublicProofs = Get("audit.public_proofs", false),
            ExposeGovernance = Get("governance.expose", true),
            Agent = values.GetValueOrDefault("identity.agent") as string,
            Context = new CallContext(entries.Values
                .Where(static entry => entry.Key.Name == "context.*")
                .Select(entry => KeyValuePair.Create(entry.Path[1], values.GetValueOrDefault(entry.Name) as string ?? ""))),
        };
    }

    private Obligations Results()
    {
        var said = new List<KeyValuePair<string, Obligation>>();
        foreach (var entry in entries.Values.Where(static e => e.Key.Name == "results.custom.*"))
        {
            var kind = $"custom:{entry.Path[2]}";
            if (!ResultKinds.IsKind(kind))
            {
                Complain(entry.Name, $"`{kind}` is not a label of your own", "labels have lower-case letters, digits, `_`, `-` and dots; for orders to the agent there is `results.instructions`");
            }
            else if (values.GetValueOrDefault(entry.Name) is string word && ObligationNames.TryParse(word, out var obligation))
            {
                said.Add(new(kind, obligation));
            }
        }

        foreach (var kind in ResultKinds.BuiltIn)
        {
            if (values.GetValueOrDefault($"results.{kind}") is string word && ObligationNames.TryParse(word, out var obligation))
            {
                said.Add(new(kind, obligation));
            }
        }

        return Obligations.Of(said).Over(Obligations.Default);
    }

    private void CheckReach(GatewayOptions gateway)
    {
        foreach (var name in Strings("audit.envelope_variables").Where(static name => name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0))
        {
            Complain("audit.envelope_variables", $"`{name}` is no name of an environment variable", "write names alone, such as `LANG`");
        }

        foreach (var origin in gateway.AllowedOrigins)
        {
            if (origin == "*" || !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                Complain("server.allowed_origins", $"`{origin}` is not one web origin", "write each as `https://app.example`, without a path; any page of such an origin may call the tools");
            }
        }

        foreach (var host in gateway.AllowedHosts.Where(static host => Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown))
        {
            Complain("server.allowed_hosts", $"`{host}` is not a host name", "write it without scheme and port");
        }
    }

    private void CheckReplayable()
    {
        foreach (var glob in Strings("audit.replayable"))
        {
            if (!NamePattern.TryParseGlob(glob, out _, out var fault))
            {
                Complain("audit.replayable", $"`{glob}`: {fault}", "write the names of tools, with `*` for any letters");
            }
        }
    }

    private void Complain(string name, string message, string help) =>
        diagnostics.Add((entries.TryGetValue(name, out var entry) ? entry.Value.Place : new ConfigPlace(name)).Error("config-value", message, help));

    private Effect? DefaultAction() =>
        values.GetValueOrDefault("policy.default_action") is string text && Effects.TryParse(text, out var effect) ? effect : null;

    private T Get<T>(string name, T fallback) => values.TryGetValue(name, out var value) ? (T)value : fallback;

    private IReadOnlyList<string> Strings(string name) => values.GetValueOrDefault(name) as IReadOnlyList<string> ?? [];

    private IReadOnlyList<string>? Paths(string name) => values.GetValueOrDefault(name) is IReadOnlyList<string> paths
        ? [.. paths.Select(path => ConfigPath.Resolve(path, entries[name].Folder, input.Environment))]
        : null;

    private string? PathOf(string name) =>
        values.GetValueOrDefault(name) is string path ? ConfigPath.Resolve(path, entries[name].Folder, input.Environment) : null;
}
