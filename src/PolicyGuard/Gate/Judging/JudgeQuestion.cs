using System.Text.Json;
using PolicyGuard.Intent;

namespace PolicyGuard.Gate.Judging;

/// <summary>
/// All that a judge is told of a call. What detectors found is masked. Except for the policies everything in it may have been written by an
/// attacker: names by a tool server, arguments by an agent that was tricked. Nothing is cut, because what a judge does not see it cannot confirm.
/// </summary>
public sealed record JudgeQuestion
{
    /// <summary>The declared intent: the policies that speak of the call; at least one.</summary>
    public required IReadOnlyList<IntentDocument> Policies { get; init; }

    /// <summary>SHA-256 of the set of policies in force, lower-case hex.</summary>
    public required string PolicySet { get; init; }

    /// <summary>A yes with less confidence than this goes to a human: the greatest threshold of the policies; 0 to 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>What the user asked for, where somebody knows; the gate itself keeps no user's words, and says null.</summary>
    public string? Request { get; init; }

    /// <summary>The action type, such as <c>tool_call</c>.</summary>
    public required string ActionType { get; init; }

    /// <summary>The tool, URI or prompt.</summary>
    public required string Target { get; init; }

    /// <summary>The upstream, or null.</summary>
    public string? Upstream { get; init; }

    /// <summary>The arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>What is sent beside the arguments, as JSON; empty where there is nothing.</summary>
    public string Beside { get; init; } = "";

    /// <summary>What is known of where arguments come from, and of what is in them.</summary>
    public IReadOnlyList<JudgeProvenance> Provenance { get; init; } = [];

    /// <summary>The tools that were let through in the flow before, each once, the earliest first.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>How often the flow went from one tool to another.</summary>
    public long Moves { get; init; }

    /// <summary>
    /// SHA-256 over the whole call as an approval would be bound to it, masked parts, caller, agent, definition and policy set included, lower-case
    /// hex. An answer that is used again is used for this call only.
    /// </summary>
    public required string Call { get; init; }
}

/// <summary>Something that is known of an argument; never the value.</summary>
/// <param name="Pointer">Where it stands, as findings say it.</param>
/// <param name="Is">What is known of it.</param>
public sealed record JudgeProvenance(string Pointer, string Is);
