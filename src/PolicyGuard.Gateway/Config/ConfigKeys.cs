using PolicyGuard.Calls;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// The one table of keys. Loading, checking, suggestions, <c>config show</c>, <c>config keys</c> and <c>docs/gateway.md</c> are all made from it.
/// </summary>
public static class ConfigKeys
{
    /// <summary>The keys that have an effect, in the order of the reference.</summary>
    public static IReadOnlyList<ConfigKey> Available { get; } =
    [
        new("data_dir", ConfigType.Path, null, "Folder of the database: audit log, agents, approvals, incidents. Default per platform.")
        {
            Variables = ["POLICYGUARD_DATA_DIR"],
        },

        new("server.host", ConfigType.Address, "127.0.0.1", "Address to bind. Beyond loopback needs API keys, or `server.allow_unauthenticated`.")
        {
            Aliases = [new("proxy.host")], Variables = ["HOST"],
        },
        new("server.port", ConfigType.Integer, "8000", "Port; 0 takes a free one.")
        {
            Aliases = [new("proxy.port")], Variables = ["PORT"], Max = 65535,
        },
        new("server.transport", ConfigType.Choice, "http", "How clients reach `serve`: many over HTTP, or the one that started it on standard input and output.")
        {
            Variables = ["MCP_TRANSPORT_MODE"], Choices = ["http", "stdio"],
        },
        new("server.allow_unauthenticated", ConfigType.Flag, "false", "Binds beyond loopback although there is no API key, so that nobody has to prove who they are."),
        new("server.allowed_hosts", ConfigType.List, "[]", "Host headers accepted beside `localhost`, `127.0.0.1` and `[::1]`, without port."),
        new("server.allowed_origins", ConfigType.List, "[]", "Web origins that may call, each exact, such as `https://app.example`.")
        {
            Aliases = [new("proxy.cors_origins")],
        },
        new("server.max_request_bytes", ConfigType.Size, "10MiB", "Longest message.")
        {
            Aliases = [new("proxy.max_request_size_bytes")], Min = 1024, Max = 1 << 30,
        },
        new("server.max_depth", ConfigType.Integer, "64", "Deepest nesting of objects and arrays in a message.") { Min = 8, Max = 256 },
        new("server.max_tokens", ConfigType.Integer, "1000000", "Most JSON tokens in a message.") { Min = 1000 },
        new("server.max_header_bytes", ConfigType.Size, "32KiB", "Most bytes of request headers.") { Min = 4096, Max = 1 << 20 },
        new("server.max_streams", ConfigType.Integer, "256", "Most event streams open at once.") { Min = 1, Max = 100_000 },
        new("server.max_sessions", ConfigType.Integer, "1024", "Most sessions kept; the longest idle one goes first.") { Min = 1, Max = 1_000_000 },
        new("server.session_idle", ConfigType.Duration, "30m", "How long an idle session is kept.") { Min = 1, Max = 7 * 86400 },

        new("upstreams.*.url", ConfigType.Url, null, "Streamable HTTP endpoint of the tool server."),
        new("upstreams.*.headers.*", ConfigType.Text, null, "Header sent to `url`.") { Secret = true, KeepsCase = true },
        new("upstreams.*.command", ConfigType.Text, null, "Program that speaks MCP on stdio; instead of `url`."),
        new("upstreams.*.args", ConfigType.List, "[]", "Arguments of `command`."),
        new("upstreams.*.env.*", ConfigType.Text, null, "Variable for `command`, beside PATH, HOME and the like.") { Secret = true, KeepsCase = true },
        new("upstreams.*.cwd", ConfigType.Path, null, "Working directory of `command`; default: ours."),
        new("upstreams.*.max_children", ConfigType.Integer, "32", "Most processes of `command` at once: one per session, and the gateway's own.") { Min = 1, Max = 10_000 },
        new("upstreams.*.timeout", ConfigType.Duration, "60s", "Longest silence of a call: no answer, no progress.")
        {
            Aliases = [new("upstreams.*.timeout_seconds")], Min = 0.1, Max = 86400,
        },
        new("upstreams.*.intent", ConfigType.Text, null, "Intent policy for calls to this upstream, beside that of all flows: the name of one of `intent.policies`, or a file."),
        new("upstreams.*.max_time", ConfigType.Duration, "10m", "Longest time of a call, progress or not.") { Min = 0.1, Max = 7 * 86400 },

        new("upstreams.*.trust", ConfigType.Choice, "untrusted", "Who can write into what the server answers: anybody; only people who are trusted; or anybody, and it may not leave for the public.")
        {
            Choices = ["untrusted", "trusted", "confidential"],
        },

        new("taint.flow", ConfigType.Choice, "enforce", "What is done about data of others that steers a call: refuse it or ask a human; only ask; only warn; nothing, and remember nothing.")
        {
            Choices = ["enforce", "ask", "warn", "off"],
        },
        new("taint.find_instructions", ConfigType.Flag, "true", "Looks in results for text that speaks to the agent; its words steer nothing."),
        new("taint.idle", ConfigType.Duration, "30m", "How long a flow is remembered after the last thing that happened in it.") { Min = 10, Max = 7 * 86400 },
        new("taint.max_prints", ConfigType.Integer, "65536", "Most fingerprints of values that a flow remembers, about 40 bytes each.") { Min = 1024, Max = 4_000_000 },
        new("taint.max_flows", ConfigType.Integer, "1000", "Most flows in memory; the one that was idle longest goes first.") { Min = 1, Max = 100_000 },
        new("taint.trusted_tools", ConfigType.List, "[]", "Tools whose results only trusted people can write into: globs over their names."),
        new("taint.untrusted_tools", ConfigType.List, "[]", "Tools whose results anybody can write into, although their upstream is trusted."),
        new("taint.confidential_tools", ConfigType.List, "[]", "Tools whose results may not leave for the public."),
        new("taint.sanitizers", ConfigType.List, "[]", "Tools that clean what they are given: what they answer counts as trusted."),
        new("taint.effects", ConfigType.List, "[]", "What tools do where their names say something else: `glob=word`, with `read`, `fetch`, `write`, `send`, `pay`, `delete`, `grant` or `run`."),
        new("taint.control_arguments", ConfigType.List, "[]", "Arguments that steer a call although their names do not say so: `glob=argument`."),
        new("taint.content_arguments", ConfigType.List, "[]", "Arguments that are only content: `glob=argument`."),

        new("gateway.prefix", ConfigType.Choice, "auto", "When tool names carry their upstream, `name__tool`: `auto` where there are several.")
        {
            Choices = ["auto", "always", "never"],
        },
        new("gateway.deny_as", ConfigType.Choice, "tool_result", "How a refusal is answered: a result that agents read, or a JSON-RPC error -32003.")
        {
            Choices = ["tool_result", "jsonrpc_error"],
        },
        new("gateway.pass_methods", ConfigType.List, "[]", "Methods outside MCP that pass to the upstream; others are refused."),

        new("tools.scan", ConfigType.Choice, "enforce", "A tool whose definition, when first seen, reads as if it gave orders to agents: hidden and refused until somebody accepts it, or only told to the operator.")
        {
            Choices = ["enforce", "warn", "off"],
        },
        new("tools.collisions", ConfigType.Choice, "warn", "A new tool whose name or description is, or looks like, that of another upstream's tool: told to the operator, or refused as above.")
        {
            Choices = ["deny", "warn", "off"],
        },

        new("governance.expose", ConfigType.Flag, "true", "Whether the six governance tools stand at `/mcp` beside the upstreams' tools. Alone they stand at `/mcp/governance` in any case."),

        new("policy.paths", ConfigType.PathList, null, "Policy files, and folders of them. Default: the built-in starter policy.")
        {
            Aliases = [new("policy.policy_paths"), new("policy.policy_dir", Single: true)],
        },
        new("policy.default_action", ConfigType.Choice, null, "What happens to a call that no rule matches; joined with the policies' own defaults, the strictest wins. Default: theirs, or `deny` where none speaks.")
        {
            Choices = Effects.Names,
        },
        new("policy.hot_reload", ConfigType.Flag, "true", "Policy files, and intent policies, are read again when they change. A bad file keeps the old policies."),

        new("intent.policies", ConfigType.PathList, null, "Intent policy files, and folders of them. They are in force where `intent.default` or `upstreams.*.intent` says so."),
        new("intent.default", ConfigType.Text, null, "Intent policy of all flows: the name of one of `intent.policies`, or a file."),

        new("detectors.disabled", ConfigType.List, "[]", "Detectors that are off: ids, or globs over them; `policyguard detectors list` names them."),
        new("detectors.allow", ConfigType.List, "[]", "What is allowed although a detector hits it: `sha256:` and the digest of a value, `pattern:` and a regular expression over values, a detector's id, or `id@/pointer`, globs both."),
        new("detectors.rules", ConfigType.PathList, "[]", "Rule files in the form of gitleaks (TOML), read beside the detectors that come with the program."),
        new("detectors.custom.*.pattern", ConfigType.Text, null, "Regular expression (RE2) of a detector of your own; its first group is the value. Letter case counts unless it says `(?i)`."),
        new("detectors.custom.*.keywords", ConfigType.List, "[]", "Words one of which stands in every text with a hit, in any letter case; with them, most texts need not be searched."),
        new("detectors.custom.*.entropy", ConfigType.Text, "0", "Least Shannon entropy of the value, in bits per character, such as `3.5`."),
        new("detectors.custom.*.checksum", ConfigType.Choice, null, "Checksum that the value must have.") { Choices = Checksums.Names },
        new("detectors.custom.*.group", ConfigType.Integer, "0", "Group of the pattern that is the value; 0 is the first one, or the whole where there is none.") { Max = 99 },
        new("detectors.custom.*.label", ConfigType.Text, "secret", "Label of its findings: a built-in one, or `custom:` and a name."),
        new("detectors.custom.*.description", ConfigType.Text, null, "What it finds, for people."),

        new("judge.provider", ConfigType.Choice, null, "Whose API the model speaks that is asked about calls which intent leaves undecided. Default: no model is asked.")
        {
            Choices = ["openai", "anthropic"],
        },
        new("judge.model", ConfigType.Text, null, "The model, as the provider calls it."),
        new("judge.base_url", ConfigType.Url, null, "Address of the API, such as `http://127.0.0.1:11434/v1` for a model of your own. Default: the provider's."),
        new("judge.api_key_env", ConfigType.Text, null, "Environment variable that holds the API key, never the key itself. Default: `OPENAI_API_KEY` or `ANTHROPIC_API_KEY`; none where `judge.base_url` is set.")
        {
            Secret = true,
        },
        new("judge.when", ConfigType.Choice, "undecided", "Which calls it is asked about: `undecided` ones, `always` also those that `fast_path_allow` lets through.")
        {
            Choices = ["undecided", "always", "off"],
        },
        new("judge.timeout", ConfigType.Duration, "10s", "Longest time of a question, the wait for its turn included; after it a human is asked.") { Min = 0.1, Max = 300 },
        new("judge.calls_per_minute", ConfigType.Integer, "60", "Questions in one minute, per process.") { Min = 1, Max = 100_000 },
        new("judge.tokens_per_day", ConfigType.Integer, "1000000", "Tokens of questions and answers in 24 hours, per process; forgotten when it ends.") { Min = 1 },
        new("judge.max_concurrent", ConfigType.Integer, "4", "Questions under way at once.") { Min = 1, Max = 1000 },
        new("judge.max_waiting", ConfigType.Integer, "16", "Questions that wait for their turn; for further ones a human is asked.") { Max = 10_000 },
        new("judge.cache", ConfigType.Duration, "10m", "How long an answer is used again for the very same call; 0 remembers none.") { Max = 86400 },
        new("judge.cache_entries", ConfigType.Integer, "1000", "Answers that are remembered.") { Min = 1, Max = 1_000_000 },
        new("judge.max_question_bytes", ConfigType.Size, "64KiB", "Longest call that is put to the model; it is never shown in part, so for longer ones a human is asked.") { Min = 1024, Max = 1 << 24 },
        new("judge.max_answer_tokens", ConfigType.Integer, "1000", "Longest answer; models that think before they answer need more.") { Min = 100, Max = 100_000 },

        new("audit.durability", ConfigType.Choice, "auto", "`full` survives power loss, `normal` a killed process; `auto` is `full` for calls that may change something.")
        {
            Choices = ["auto", "normal", "full"],
        },
        new("audit.checkpoint_interval", ConfigType.Duration, "10s", "How often new entries are signed for, at least.") { Min = 1, Max = 86400 },
        new("audit.checkpoint_entries", ConfigType.Integer, "10000", "After so many entries of one process they are signed for earlier.") { Min = 1, Max = 10_000_000 },
        new("audit.keys_dir", ConfigType.Path, null, "Folder of the private keys that sign for the log; best on another disk than the log. Default: `keys` in `data_dir`."),
        new("audit.keep_arguments", ConfigType.Choice, "sealed", "Whether arguments are kept beside the log, encrypted with a key of the data folder, so that calls can be replayed; the log itself shows them redacted in any case.")
        {
            Choices = ["sealed", "redacted"],
        },
        new("audit.keep_results", ConfigType.Choice, "none", "Whether results are kept the same way, so that a replay can show where they differ.")
        {
            Choices = ["none", "sealed"],
        },
        new("audit.envelope_variables", ConfigType.List, "[]", "Environment variables of which envelopes of executed calls say a digest, never the value; secrets do not belong here."),
        new("audit.envelope_workspace", ConfigType.Path, null, "Folder whose files are hashed before each call, so that its envelope says what it worked on. For small folders: every file is read."),
        new("audit.keyless.fulcio_url", ConfigType.Url, null, "Certificate authority for signing with an identity (`trace export --keyless`); not asked otherwise."),
        new("audit.keyless.fulcio_roots", ConfigType.Path, null, "Its root certificates, PEM."),
        new("audit.keyless.rekor_url", ConfigType.Url, null, "Transparency log for signing with an identity."),
        new("audit.keyless.rekor_key", ConfigType.Path, null, "Its public key, PEM."),
        new("audit.keyless.token_file", ConfigType.Path, null, "File of the identity token. Default: the variable of `audit.keyless.token_variable`."),
        new("audit.keyless.token_variable", ConfigType.Text, "SIGSTORE_ID_TOKEN", "Environment variable of the identity token."),
        new("audit.replayable", ConfigType.List, "[]", "Tools that `replay` runs again without asking: globs over their names. Only such as change nothing belong here; a server's own `readOnlyHint` is a claim."),
        new("audit.ship.*.type", ConfigType.Choice, null, "Where entries of the audit log go as they are written: a file, a syslog server, a web address, or an OpenTelemetry collector.")
        {
            Choices = ["file", "syslog", "http", "otlp"],
        },
        new("audit.ship.*.format", ConfigType.Choice, "jsonl", "How entries are written; not for `otlp`.") { Choices = EntryFormats.Names },
        new("audit.ship.*.path", ConfigType.Path, null, "The file; its folder has to be there."),
        new("audit.ship.*.max_bytes", ConfigType.Size, "100MiB", "The file is set aside as `.1` before it grows beyond this.") { Min = 65536 },
        new("audit.ship.*.keep", ConfigType.Integer, "10", "So many files that were set aside are kept.") { Min = 1, Max = 10_000 },
        new("audit.ship.*.address", ConfigType.Text, null, "Syslog server: `tls://host:6514` or `tcp://host:601`."),
        new("audit.ship.*.facility", ConfigType.Integer, "13", "Syslog facility; 13 is log audit.") { Max = 23 },
        new("audit.ship.*.url", ConfigType.Url, null, "Web address of `http` and `otlp`; `/v1/logs` is added for `otlp` where it is missing."),
        new("audit.ship.*.headers.*", ConfigType.Text, null, "Header sent to `url`.") { Secret = true, KeepsCase = true },
        new("audit.ship.*.body", ConfigType.Choice, "lines", "What one request of `http` holds: a record a line, or a JSON array.") { Choices = ["lines", "array"] },
        new("audit.ship.*.ca_file", ConfigType.Path, null, "PEM file of the authorities that are believed instead of the system's, for `tls://` and `https://`."),
        new("audit.public_proofs", ConfigType.Flag, "false", "Gives checkpoints, hashes, keys and proofs of the log at `/log` to everybody who reaches the port; entries always take the right to read the log."),

        new("approvals.wait", ConfigType.Duration, "120s", "How long a call waits for a human before it is refused with the approval's id; 0 refuses at once.") { Min = 0, Max = 3600 },
        new("approvals.lifetime", ConfigType.Duration, "1h", "How long an approval can be answered and used, and how long a no stands.") { Min = 10, Max = 7 * 86400 },
        new("approvals.elicit", ConfigType.Choice, "auto", "When a client that can ask its user is asked to (MCP elicitation): `auto` where no keys are configured.")
        {
            Choices = ["auto", "always", "never"],
        },

        new("results.secret", ConfigType.Choice, "redact", "What is done about credentials found in results, where no rule says: nothing, a note, masked, kept back for a person, withheld.")
        {
            Choices = ObligationNames.All,
        },
        new("results.pii", ConfigType.Choice, "off", "The same for personal data.") { Choices = ObligationNames.All },
        new("results.instructions", ConfigType.Choice, "warn", "The same for text that gives orders to the agent.") { Choices = ObligationNames.All },
        new("results.custom.*", ConfigType.Choice, null, "The same for labels of your own: `results.custom.case_number: redact` is about `custom:case_number`.") { Choices = ObligationNames.All },
        new("results.quarantine_lifetime", ConfigType.Duration, "24h", "How long a result that is kept back can be released and fetched.") { Min = 60, Max = 30 * 86400 },
        new("results.quarantine_max_bytes", ConfigType.Size, "1MiB", "Longest result that is kept back; a longer one is withheld.") { Min = 1024, Max = 64 << 20 },
        new("results.quarantine_most", ConfigType.Integer, "200", "Most results kept back at once; with more, they are withheld.") { Min = 1, Max = 100_000 },

        new("flows.request_from", ConfigType.Choice, "auto", "From whom the user's words are taken that come in `_meta` or a header: `auto` from the local user while there is no API key; `all` from every caller; `none`.")
        {
            Choices = ["auto", "all", "none"],
        },
        new("flows.agent_keys", ConfigType.Choice, "deny", "What a name of a flow does that nobody opened: the call is refused, or it begins a flow of its own that keeps what the caller's flows remember from outside.")
        {
            Choices = ["deny", "split"],
        },
        new("flows.token", ConfigType.Text, null, "Token of the flow to which the calls on standard input belong, as `policyguard flow open` printed it.")
        {
            Variables = ["POLICYGUARD_FLOW"], Secret = true,
        },
        new("flows.lifetime", ConfigType.Duration, "24h", "How long a flow lasts that a person opened.") { Min = 60, Max = 30 * 86400 },
        new("flows.share", ConfigType.Choice, "caller", "Whose flows that nobody opened remember together what came from outside: those of one `caller`, or none.") { Choices = ["caller", "none"] },

        new("incidents.window", ConfigType.Duration, "10m", "Refusals of one agent, rule and target within this time are one incident that counts.") { Min = 1, Max = 86400 },
        new("incidents.suspend_on_critical", ConfigType.Flag, "true", "A critical incident suspends the agent that it is about, where whoever reports it may suspend."),
        new("incidents.suspend_high_count", ConfigType.Integer, "10", "So many refusals of severity `high` suspend an agent; 0 suspends nobody.") { Max = 1_000_000 },
        new("incidents.suspend_high_within", ConfigType.Duration, "10m", "Within this time.") { Min = 1, Max = 86400 },

        new("identity.agent", ConfigType.Text, null, "Agent on whose behalf calls are made whose API key is bound to none; no message can name another. Default: the one that a message or the client names."),
        new("identity.max_claimed_trust", ConfigType.Choice, null, "Most trust of an agent id that nothing proved. Default: the trust it is registered with, and `low` as soon as there is an API key.")
        {
            Choices = TrustLevels.Names,
        },

        new("rate_limit.enabled", ConfigType.Flag, "false", "Limits calls per agent."),
        new("rate_limit.requests_per_minute", ConfigType.Integer, "60", "Calls per minute that an agent gains.") { Min = 1, Max = 1_000_000 },
        new("rate_limit.burst", ConfigType.Integer, "10", "Calls that an agent may make at once.")
        {
            Aliases = [new("rate_limit.burst_size")], Min = 1, Max = 1_000_000,
        },

        new("context.*", ConfigType.Text, null, "What is true of these surroundings, such as `environment: production`; rules compare it."),
    ];

    /// <summary>Keys that are known and have no effect yet; each says so when it is used.</summary>
    public static IReadOnlyList<ConfigKey> Unavailable { get; } = UnavailableKeys.All;

    internal static ConfigTree Tree { get; } = new([.. Available, .. Unavailable]);
}
