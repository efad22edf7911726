using System.Net;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Config;

/// <summary>How a refused tool call is answered.</summary>
public enum DenyAs
{
    /// <summary>A tool result with <c>isError: true</c>: agents read it and change course.</summary>
    ToolResult,

    /// <summary>A JSON-RPC error −32003.</summary>
    JsonRpcError,
}

/// <summary>When tool names carry their upstream's name.</summary>
public enum PrefixMode
{
    /// <summary>Where more than one upstream is configured (the default).</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never; two upstreams with one tool name are then an error.</summary>
    Never,
}

/// <summary>When a client is asked to let its user answer an approval, by the protocol's elicitation.</summary>
public enum ElicitMode
{
    /// <summary>Where the client is the local user's and no keys are configured (the default).</summary>
    Auto,

    /// <summary>Wherever the client says that it can ask.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Everything the gateway needs to know, already read, checked and merged.</summary>
public sealed record GatewayOptions
{
    /// <summary>The address to bind. Anything but loopback needs API keys, or <see cref="AllowUnauthenticated"/>.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Binds beyond loopback without keys. Off by default; the program warns at start.</summary>
    public bool AllowUnauthenticated { get; init; }

    /// <summary>The upstreams.</summary>
    public IReadOnlyList<UpstreamOptions> Upstreams { get; init; } = [];

    /// <summary>How definitions of tools are looked at when they are first seen.</summary>
    public ToolOptions Tools { get; init; } = new();

    /// <summary>When tool names are prefixed <c>name__tool</c>.</summary>
    public PrefixMode Prefix { get; init; } = PrefixMode.Auto;

    /// <summary>How refusals are answered.</summary>
    public DenyAs DenyAs { get; init; } = DenyAs.ToolResult;

    /// <summary>Bounds on messages.</summary>
    public RpcLimits Message { get; init; } = RpcLimits.Default;

    /// <summary>Most request header bytes. Default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Most event streams open at once. Default 256.</summary>
    public int MaxStreams { get; init; } = 256;

    /// <summary>Most sessions kept at once; the longest idle one goes first. Default 1,024.</summary>
    public int MaxSessions { get; init; } = 1024;

    /// <summary>How long an idle session is kept. Default 30 min.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a client may take to send the headers of a request. Default 10 s.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this time a request's body has to come at 240 bytes per second at least, and a response be taken at 4,096. Default 5 s; more than 1 s.</summary>
    public TimeSpan SlowBodyTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long calls under way are waited for at the end. Default 5 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Origins that browsers may call from, beside none; exact, for example <c>https://app.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Host header values that are accepted beside <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>; without port.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>When a client is asked to let its user answer an approval.</summary>
    public ElicitMode ElicitApprovals { get; init; }

    /// <summary>Whether what the log publishes without content (checkpoints, hashes, keys, proofs) is given to everybody who reaches the port.</summary>
    public bool PublicProofs { get; init; }

    /// <summary>Whether the governance tools stand at <c>/mcp</c> beside the upstreams'. At <c>/mcp/governance</c> they stand in any case.</summary>
    public bool ExposeGovernance { get; init; } = true;

    /// <summary>Methods outside MCP that pass to the upstream; others are refused with −32601.</summary>
    public IReadOnlyList<string> PassMethods { get; init; } = [];

    /// <summary>The agent on whose behalf all calls are made, whatever messages say; null takes the agent that a message names, then the client's own name from <c>initialize</c>, then <c>local</c>.</summary>
    public string? Agent { get; init; }

    /// <summary>What the operator says of the surroundings.</summary>
    public CallContext Context { get; init; } = CallContext.Empty;
}
