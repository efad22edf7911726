namespace PolicyGuard.Governance.Compliance;

/// <summary>An item of a list of risks or controls.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Ids">The OWASP ids by which rules carry it.</param>
/// <param name="BuiltIn">What the program does about it whatever the rules say, or null. Parts that are not built are not named.</param>
public sealed record FrameworkItem(string Id, string Title, IReadOnlyList<string> Ids, string? BuiltIn);

/// <summary>A list of risks or controls that reports refer to.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Title">Its title.</param>
/// <param name="Note">What has to be known about it, or null.</param>
/// <param name="Items">Its items.</param>
public sealed record Framework(string Name, string Title, string? Note, IReadOnlyList<FrameworkItem> Items)
{
    /// <summary>All lists.</summary>
    public static IReadOnlyList<Framework> All { get; } =
    [
        new("asi2026", "OWASP Top 10 for Agentic Applications 2026", null,
        [
            Own("ASI01", "Agent Goal Hijack", null),
            Own("ASI02", "Tool Misuse & Exploitation", "arguments are screened; the gate's own files are out of reach"),
            Own("ASI03", "Identity & Privilege Abuse", "API keys, trust levels, tool lists; no agent raises its own trust"),
            Own("ASI04", "Agentic Supply Chain Vulnerabilities", "tool definitions are pinned; a changed one is held back"),
            Own("ASI05", "Unexpected Code Execution (RCE)", null),
            Own("ASI06", "Memory & Context Poisoning", null),
            Own("ASI07", "Insecure Inter-Agent Communication", null),
            Own("ASI08", "Cascading Failures", "bounds on messages, sessions and processes; suspension"),
            Own("ASI09", "Human-Agent Trust Exploitation", "approvals show and bind the exact call, are used once and expire"),
            Own("ASI10", "Rogue Agents", "every agent is listed; too many grave refusals suspend"),
        ]),
        new("mcp10", "OWASP MCP Top 10 (2025, beta)", null,
        [
            Own("MCP01", "Token Mismanagement & Secret Exposure", "secrets are found in arguments and masked in the log; keys are kept as hashes"),
            Own("MCP02", "Privilege Escalation via Scope Creep", "keys have roles, upstreams and expiry; only a person or an administrator loosens"),
            Own("MCP03", "Tool Poisoning", "tool definitions are pinned; a changed one is held back"),
            Own("MCP04", "Software Supply Chain Attacks & Dependency Tampering", null),
            Own("MCP05", "Command Injection & Execution", null),
            Own("MCP06", "Intent Flow Subversion", null),
            Own("MCP07", "Insufficient Authentication & Authorization", "API keys with roles; nothing beyond loopback without them"),
            Own("MCP08", "Lack of Audit and Telemetry", "every decision is written down before anything runs"),
            Own("MCP09", "Shadow MCP Servers", null),
            Own("MCP10", "Context Injection & Over-Sharing", null),
        ]),
        new("nsa", "NSA CSI \"MCP: Security Design Considerations\" (May 2026)",
            "The nine items follow secondary summaries of the document; their numbers, and the OWASP ids by which rules are taken to carry them, are ours.",
        [
            new("NSA-1", "Filtering outgoing proxy with DLP", ["MCP01", "MCP10"], "secrets and personal data are found in arguments, for rules to decide on"),
            new("NSA-2", "Sandboxed tool execution", ["ASI05", "MCP05"], null),
            new("NSA-3", "Message integrity with expiry and replay protection", [], null),
            new("NSA-4", "Output filtering", ["ASI06"], null),
            new("NSA-5", "Tool-name collision and drift detection", ["ASI04", "MCP03"], "look-alike names are folded; definitions are pinned, and a changed one is held back"),
            new("NSA-6", "Detailed audit logging for SIEM", ["MCP08"], "every decision is written down; JSON lines with `audit query --json`"),
            new("NSA-7", "Scanning for local servers", ["MCP09"], null),
            new("NSA-8", "Content validation, rate limiting and policy", ["ASI02", "ASI08"], "messages are read strictly; rules decide; rate limits where they are switched on"),
            new("NSA-9", "Indirect-prompt-injection detection", ["ASI01", "MCP06"], null),
        ]),
    ];

    /// <summary>The list of a name, or null.</summary>
    public static Framework? Find(string? name) => All.FirstOrDefault(list => string.Equals(list.Name, name, StringComparison.OrdinalIgnoreCase));

    private static FrameworkItem Own(string id, string title, string? builtIn) => new(id, title, [id], builtIn);
}
