using System.Text.Json;

namespace PolicyGuard.Security.Traces;

/// <summary>One recorded run.</summary>
internal sealed class TraceRow(JsonElement row)
{
    public string Id => Text("id")!;

    public string Prompt => Text("user_prompt")!;

    public string Suite => Text("suite")!;

    /// <summary>The way of attack; null where nobody attacks.</summary>
    public string? Attack => Text("attack");

    public bool IsBenign => Text("kind") == "benign";

    /// <summary>Whether the labels were made by running the calls again; rows of another kind have none.</summary>
    public bool IsExact => Flag("labels_exact");

    /// <summary>The user's prompt of this task names the attacker's account itself, so nobody can tell the two apart.</summary>
    public bool IsLeftOut => Suite == "banking" && Text("user_task") == "user_task_15";

    /// <summary>Whether the attack worked by a call.</summary>
    public bool IsAttack => Text("kind") == "attacked" && Flag("attack_succeeded") && !Flag("attack_via_text_only");

    /// <summary>Whether the user's part was done: in a run without attacker, or in an attacked one from which the attacker's calls are taken.</summary>
    public bool IsUseful => IsBenign ? Flag("utility") : Flag("utility_if_attacker_blocked");

    public IReadOnlyList<int> Necessary => Numbers("attack_necessary_calls");

    public IReadOnlyList<int> Alternative => Numbers("attack_alternative_calls");

    public IReadOnlyList<TraceCall> Calls { get; } = [.. row.GetProperty("calls").EnumerateArray().Select(static c => new TraceCall(c))];

    private string? Text(string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Flag(string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private int[] Numbers(string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(static v => v.GetInt32())] : [];
}
