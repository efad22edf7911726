using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Keys of related programs, and of rooms that are not built: known by name, so that nobody believes in a protection that is not there.</summary>
internal static class UnavailableKeys
{
    private const string Auth = "keys are made with `policyguard key create`, not in a file; access tokens and client certificates are not there yet";
    private const string Tls = "TLS is not there yet; put a TLS proxy in front, or stay on loopback";
    private const string Sandbox = "sandboxes are not there yet; a call that a rule sends to the sandbox is refused";
    private const string Envelopes = "every executed call has an envelope, signed and kept in the database under `data_dir`; nothing switches that on or off";
    private const string Taint = "`taint.flow` says what is done about tainted data, and `upstreams.*.trust` where it comes from";
    private const string Reduction = "context reduction is not there yet; results pass whole";
    private const string Kernel = "kernel probes are not there yet; nothing is watched below the tool call";
    private const string Telemetry = "metrics, traces and log settings are not there yet; see the audit log and /health";
    private const string AuditPlace = "the audit log lives in the database under `data_dir`";

    public static readonly IReadOnlyList<ConfigKey> All =
    [
        Error("auth.enabled", Auth, "false"),
        Error("auth.api_keys", Auth, "[]"),
        Error("auth.oauth2_jwks_url", Auth),
        Error("auth.oauth2_issuer", Auth),
        Error("auth.oauth2_audience", Auth),
        Error("auth.mtls_ca_cert", Auth),
        Error("proxy.tls_cert", Tls),
        Error("proxy.tls_key", Tls),
        Warning("proxy.workers", "one process uses all processors", "1"),
        Warning("rate_limit.redis_url", "limits are counted per process"),
        .. Warnings("sandbox", Sandbox, "backend", "default_timeout_seconds", "timeout_seconds", "max_cpu_cores", "max_memory_mb", "max_disk_mb",
            "network_enabled", "allowed_egress_domains", "docker_image", "firecracker_kernel_path", "firecracker_rootfs_path"),
        Warning("dee.enabled", Envelopes, "true"),
        Warning("dee.sign_traces", Envelopes, "true"),
        Warning("dee.store_path", Envelopes),
        Warning("dee.replay_on_drift", "calls are run again when somebody asks: `policyguard replay`", "false"),
        Warning("taint.mode", Taint, "light", "off", "disabled", "false"),
        Warning("taint.pii_patterns_enabled", "detectors cannot be switched off yet", "true"),
        .. Warnings("taint", Taint, "block_on_violation", "static_analysis_enabled", "custom_sources", "custom_sinks"),
        .. Warnings("context", Reduction, "enabled", "strategy", "max_context_tokens"),
        .. Warnings("ebpf", Kernel, "enabled", "redirect_ports", "monitored_syscalls"),
        .. Warnings("observability", Telemetry, "metrics_enabled", "metrics_port", "tracing_enabled", "otlp_endpoint", "log_level", "json_logs"),
        Error("audit.enabled", "the audit log cannot be switched off", "true"),
        Warning("audit.log_path", AuditPlace),
        Warning("audit.sign_entries", "the log is signed in any case", "true"),
        Warning("audit.export_format", "choose the form when you take the log elsewhere: `policyguard audit export --format`, `audit.ship.*.format`"),
    ];

    private static IEnumerable<ConfigKey> Warnings(string section, string reason, params string[] names) =>
        names.Select(name => Warning($"{section}.{name}", reason, "false", "[]"));

    private static ConfigKey Warning(string name, string reason, params string[] harmless) => Key(name, reason, Severity.Warning, harmless);

    private static ConfigKey Error(string name, string reason, params string[] harmless) => Key(name, reason, Severity.Error, harmless);

    private static ConfigKey Key(string name, string reason, Severity severity, string[] harmless) =>
        new(name, ConfigType.Text, null, reason) { NotYet = new NotYet(reason, severity, [.. harmless, ""]), Secret = true };
}
