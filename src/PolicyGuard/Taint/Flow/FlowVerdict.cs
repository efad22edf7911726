using PolicyGuard.Calls;
using PolicyGuard.Flows;

namespace PolicyGuard.Taint.Flow;

/// <summary>What the flow says of a call.</summary>
public sealed class FlowVerdict
{
    /// <summary>The flow remembers nothing that could have a say.</summary>
    public static readonly FlowVerdict Silent = new();

    /// <summary>What it asks for.</summary>
    public Effect Effect { get; init; }

    /// <summary>The reason id; null where it asks for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for a person; empty where it asks for nothing.</summary>
    public string Message { get; init; } = "";

    /// <summary>Where arguments came from, as far as it is known and matters; at most 16.</summary>
    public IReadOnlyList<FlowFinding> Findings { get; init; } = [];

    /// <summary>The labels that flow into the arguments.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>What rules may ask about: <c>untrusted_control</c>, <c>instructed</c>, <c>unasked</c>, <c>confidential_to_public</c>, <c>secret_out</c>.</summary>
    public IReadOnlyList<string> Signs { get; init; } = [];

    /// <summary>The same verdict with another effect.</summary>
    internal FlowVerdict As(Effect effect) => new()
    {
        Effect = effect, Reason = Reason, Message = Message, Findings = Findings, Labels = Labels, Signs = Signs, Key = Key, Named = Named,
    };

    /// <summary>The least trusted origin of a control argument; null where none is known.</summary>
    internal Origin? Key { get; init; }

    /// <summary>Whether the argument that says where to look stands in the request.</summary>
    internal bool Named { get; init; }
}
