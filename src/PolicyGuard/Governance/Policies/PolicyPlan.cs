using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>What an act would do to one policy, judged by what stands at one moment.</summary>
internal sealed record PolicyPlan
{
    /// <summary>The reason id of the act, for the log.</summary>
    public required string Event { get; init; }

    /// <summary>What is done, as the outcome says it: <c>updated</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The document to store.</summary>
    public string Json { get; init; } = "";

    /// <summary>Whether it takes part in decisions.</summary>
    public bool Enabled { get; init; }

    /// <summary>How many rules it has.</summary>
    public int Rules { get; init; }

    /// <summary>Why it may loosen something; null where it provably does not.</summary>
    public string? Loosens { get; init; }

    /// <summary>Why there is nothing to plan.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What is doubtful about it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A plan that ends before it begins.</summary>
    public static PolicyPlan Refused(string reason, string message) => new() { Event = "", Verb = "", Refusal = new Refusal(reason, message) };

    /// <summary>A plan that ends for what is wrong with the policy.</summary>
    /// <param name="what">The policy, for a person.</param>
    /// <param name="faults">Errors, and warnings.</param>
    public static PolicyPlan Invalid(string what, IReadOnlyList<PolicyFault> faults)
    {
        string[] errors = [.. faults.Where(static f => f.Severity == Severity.Error).Select(static f => f.ToString())];
        return Refused(Reasons.ActInvalid, $"{what} was not stored; it has {errors.Length} error{(errors.Length == 1 ? "" : "s")}:\n{string.Join('\n', errors)}") with
        {
            Errors = errors, Warnings = WarningsOf(faults),
        };
    }

    /// <summary>The warnings among faults.</summary>
    public static IReadOnlyList<string> WarningsOf(IEnumerable<PolicyFault> faults) => [.. faults.Where(static f => f.Severity == Severity.Warning).Select(static f => f.ToString())];

    /// <summary>Whether the policy stands as it is planned to already.</summary>
    public bool IsDone(StoredDocument? old) => old is not null && old.Stored.Json == Json && old.Stored.Enabled == Enabled;
}
