using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// What is claimed of one executed call: what went in, what came out, and what was in force, by digests (SHA-256, lower-case hex). It stands in the
/// call's closed entry as the member <c>envelope</c>, as RFC 8785 canonical JSON; those bytes are what a seal lists and what a verifier hashes.
/// Equal facts have equal bytes. Empty members are left out.
/// </summary>
public sealed record ExecutionEnvelope
{
    /// <summary>The call's id.</summary>
    public required string CallId { get; init; }

    /// <summary>The agent's id, masked as the log masks it.</summary>
    public required string Agent { get; init; }

    /// <summary>The tool, URI, prompt or method as written, masked as the log masks it.</summary>
    public required string Target { get; init; }

    /// <summary>The upstream; empty where there was none.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>Over the arguments as they came.</summary>
    public required string Input { get; init; }

    /// <summary>Over all that was sent to the upstream, where that was more than the arguments; else empty.</summary>
    public string Sent { get; init; } = "";

    /// <summary>Over the result as the executor returned it; empty where it returned none.</summary>
    public string Output { get; init; } = "";

    /// <summary>The result's length in bytes; 0 where there was none.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The tool definition's hash; empty where the kind has none.</summary>
    public string Definition { get; init; } = "";

    /// <summary>The hash of the policy set that decided.</summary>
    public required string PolicySet { get; init; }

    /// <summary>Where the call ran.</summary>
    public EnvironmentSnapshot Environment { get; init; } = EnvironmentSnapshot.None;

    /// <summary>The index of the call's opened entry in the log.</summary>
    public required long Opened { get; init; }

    /// <summary>The RFC 6962 leaf hash of that entry: whoever holds the envelope and a proof of that leaf holds the decision as well.</summary>
    public required string OpenedLeaf { get; init; }

    /// <summary>When the executor was started: RFC 3339, UTC, microseconds.</summary>
    public required string Started { get; init; }

    /// <summary>When it returned or failed: the start and the time measured since, so that a clock that was set back does not show here.</summary>
    public required string Ended { get; init; }

    /// <summary>How it ended, as the entry says it: <c>done</c>, <c>tool_error</c>, <c>failed</c> or <c>withheld</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The canonical bytes.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var w = new CanonicalJsonWriter();
        Write(w);
        return w.Written;
    }

    internal void Write(CanonicalJsonWriter w)
    {
        w.BeginObject().Name("agent").String(Agent).Name("call_id").String(CallId).Optional("definition", Definition).Name("ended").String(Ended);
        if (!Environment.IsEmpty)
        {
            w.Name("environment").Raw(Environment.Json.Span);
        }

        w.Name("input").String(Input).Name("opened").Number(Opened).Name("opened_leaf").String(OpenedLeaf);
        w.Optional("output", Output).Name("output_bytes").Number(OutputBytes).Name("policy_set").String(PolicySet).Optional("sent", Sent);
        w.Name("started").String(Started).Name("status").String(Status).Name("target").String(Target).Optional("upstream", Upstream);
        w.Name("v").Number(1).EndObject();
    }
}
