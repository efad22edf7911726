using System.Security.Cryptography;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Results;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Health;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Limits;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Everything behind a way in, put together: store, policies and their reload, gate.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly PoliciesInForce _policies;
    private readonly IntentInForce _intent;
    private readonly PolicyWatcher? _watcher;
    private readonly PolicyWatcher? _intentWatcher;
    private readonly LogSigning _signing;
    private readonly Publishing _publishing;
    private readonly Shipping _shipping;
    private readonly string _configuration;
    private IDisposable? _judge;
    private string _judgedBy = "";

    private Engine(
        SqliteStore store, PoliciesInForce policies, IntentInForce intent, GovernanceServices governance, FlowDesk flows, LogSigning signing, Publishing publishing, Shipping shipping, string operatorToken,
        string? configFile,
        Action<string> log)
    {
        (_store, _policies, _intent, Gate, _signing, _publishing, _shipping) = (store, policies, intent, governance.Gate, signing, publishing, shipping);
        _configuration = ConfigurationOf(configFile);
        var gate = Gate;
        Services = new GatewayServices
        {
            Pins = store.ToolPins,
            Keys = store.Keys,
            Approvals = new ApprovalDesk(governance),
            Log = new PublicationDesk(governance, store.Log),
            OperatorToken = operatorToken,
            Governance = governance,
            Flows = flows,
            Rules = policies.Rules,
            OnFault = log,
            Probes = [new HealthProbe("policies", () => policies.Fault ?? intent.Fault), new HealthProbe("checkpoints", () => publishing.Fault), .. shipping.Probes],
        };
        policies.Rules.OnChange = async (reason, message) =>
        {
            log(message);
            await gate.RecordEventAsync(reason, message, "policyguard");
        };
        intent.OnChange = async (reason, message) => await policies.Rules.OnChange(reason, message);
        _watcher = policies.Watch();
        _intentWatcher = intent.Watch();
    }

    /// <summary>The gate.</summary>
    public Gate.Gate Gate { get; }

    /// <summary>What a gateway needs beside it.</summary>
    public GatewayServices Services { get; }

    /// <summary>The policies in force, of files and made at run time.</summary>
    public Policies InForce(Policies files) => files with { Result = files.Result with { Rules = Rules, Documents = _policies.Rules.Documents } };

    /// <summary>The set in force at this moment.</summary>
    public Rules.RuleSet Rules => _policies.Rules.Holder.Current;

    /// <summary>Opens the store and builds the rest on it.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="policies">The policies of files, without errors.</param>
    /// <param name="configFile">The configuration file that was read, if any.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator; must not throw.</param>
    /// <exception cref="StoreException">The store cannot be opened, or holds a policy that cannot be put in force; or the configured detectors cannot.</exception>
    public static async Task<Engine> OpenAsync(ProgramOptions options, Policies policies, string? configFile, TimeProvider clock, Action<string> log)
    {
        var faults = new List<Diagnostic>();
        var detectors = DetectorFiles.Load(options.Detectors, faults) ?? throw new StoreException($"the detectors cannot be put in force:\n{string.Join('\n', faults)}");
        foreach (var warning in faults)
        {
            log(warning.ToString());
        }

        var store = SqliteStore.Open(options.DataFolder, clock);
        try
        {
            var rules = await RulesInForce.StartAsync(store.Policies, policies.Result.Documents, options.Policy.DefaultAction, CancellationToken.None);
            return Build(
                options, new PoliciesInForce(options.Policy, policies.Files, rules, clock), new IntentInForce(options.Intent, policies.Intent, clock), store, new Scanner(detectors), configFile, clock, log);
        }
        catch (Exception fault) when (fault is StoredPolicyException or RegistryException)
        {
            await store.DisposeAsync();
            throw new StoreException($"policies made at run time cannot be put in force:\n{fault.Message}", fault);
        }
        catch (KeyFileException fault)
        {
            await store.DisposeAsync();
            throw new StoreException(fault.Message, fault);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static Engine Build(
        ProgramOptions options, PoliciesInForce inForce, IntentInForce intent, SqliteStore store, Scanner scanner, string? configFile, TimeProvider clock, Action<string> log)
    {
        var ledger = new Ledger.Ledger(store.Ledger, options.Durability);
        var judge = Judges.Of(options.Judge, Machine.Variables(), clock, log);
        AutoSuspension? suspension = null;
        var flows = FlowsOnDisk.Archive(store, options, clock);
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = inForce.Rules.Holder,
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Scanner = scanner,
                Intent = new IntentServices(intent.Holder, store.IntentPaths),
                Judge = judge,
                Ledger = ledger,
                Environment = Surroundings.Of(options),
                Workspace = Surroundings.Workspace(options),
                Vault = options.KeepArguments || options.KeepResults ? ArgumentsKey.ReadOrCreate(options.DataFolder) : null,
                Quarantine = new Quarantine(store.Results, FlowsOnDisk.Vault(options), options.Quarantine, clock),
                Flows = flows.Book,
                FlowArchive = flows,
                Clock = clock,
                RateLimit = options.RateLimit is { } limit ? new TokenBuckets(limit, clock) : null,
                OwnFiles = OwnFilesOnDisk.Of(options, configFile),
                OnStrike = incident => suspension?.ConsiderAsync(incident) ?? ValueTask.CompletedTask,
                OnFault = log,
            },
            new GateOptions
            {
                MaxClaimedTrust = options.MaxClaimedTrust, ApprovalWait = options.ApprovalWait, ApprovalLifetime = options.ApprovalLifetime, IncidentWindow = options.IncidentWindow,
                KeepArguments = options.KeepArguments, KeepResults = options.KeepResults,
                Results = options.Results,
            });
        var governance = StoreServices.Of(store, gate, ledger, options, clock, log);
        suspension = new AutoSuspension(governance);
        var token = OperatorToken.ReadOrCreate(options.DataFolder);
        var signing = LogSigning.Of(store, ledger, options, clock);
        var publishing = new Publishing(signing.Publisher, ledger, options.Publishing, clock, log);
        var desk = new FlowDesk(governance, store.Flows, flows, FlowsOnDisk.Vault(options), options.Flows.Lifetime);
        return new Engine(store, inForce, intent, governance, desk, signing, publishing, Shipping.Start(options, store, clock, log), token, configFile, log)
        {
            _judge = judge?.Judge as IDisposable,
            _judgedBy = options.Judge is { } model ? $", judge {model.Model} ({model.Provider})" : "",
        };
    }

    /// <summary>Writes down that the program begins its work.</summary>
    public ValueTask StartedAsync(string what) =>
        Gate.RecordEventAsync(Reasons.Started, $"{what}; policy set {Rules.Hash}, default {Rules.Default.Name()}{(_intent.Holder.Current is { IsEmpty: false } intent ? $", intent set {intent.Hash}" : "")}{_judgedBy}; {_configuration}", "policyguard");

    // Two starts under one configuration say the same, so that a change of it can be seen in the log.
    private static string ConfigurationOf(string? file)
    {
        try
        {
            return file is null ? "no configuration file" : $"configuration file with SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "a configuration file that cannot be read any more";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in new[] { _watcher, _intentWatcher }.OfType<PolicyWatcher>())
        {
            await watcher.DisposeAsync();
        }

        await Gate.RecordEventAsync(Reasons.Stopped, "stopped", "policyguard");
        await _publishing.DisposeAsync();
        _signing.Dispose();
        _judge?.Dispose();

        // Last of all, so that the stop is shipped too.
        await _shipping.DisposeAsync();
        await _store.DisposeAsync();
    }
}
