using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Import;

/// <summary>
/// Takes policies over, and says of each rule that never did anything there and does here: that program asked only rules with a trust
/// condition, ignored what allows, and read patterns as regular expressions.
/// </summary>
internal sealed class SeedPolicies(GovernanceServices services, PolicyDesk desk)
{
    public async Task TakeAsync(Actor actor, JsonElement policies, ImportSection section, bool dry, CancellationToken ct)
    {
        var here = (await services.Policies.ListAsync(ct).ConfigureAwait(false)).Select(static policy => policy.Id).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in policies.EnumerateArray())
        {
            section.Found++;
            if (SeedJson.Text(policy, "id") is not { } id)
            {
                section.Fail($"policy {section.Found}: has no id");
                continue;
            }

            if (!seen.Add(id))
            {
                section.Fail($"policy `{id}`: stands there twice; the first one counts");
                continue;
            }

            var request = Request(id, policy);
            Odd(id, policy, section);
            var faults = PolicyDraft.Read(request).Faults.Where(static fault => fault.Severity == Severity.Error).ToList();
            if (faults.Count > 0)
            {
                section.Fail($"policy `{id}`: {string.Join("; ", faults)}");
            }
            else if (here.Contains(id))
            {
                section.Kept++;
            }
            else if (dry)
            {
                section.Taken++;
            }
            else if (await desk.PutAsync(actor, request, ct).ConfigureAwait(false) is { Done: false } refused)
            {
                section.Fail($"policy `{id}`: {refused.Refusal!.Message}");
            }
            else
            {
                section.Taken++;
            }
        }
    }

    private static PolicyRequest Request(string id, JsonElement policy) => new()
    {
        Id = id,
        Name = SeedJson.Text(policy, "name") is { Length: > 0 } name ? name : id,
        Description = SeedJson.Text(policy, "description") ?? "",
        Rules = policy.TryGetProperty("rules", out var rules) ? rules.ValueKind == JsonValueKind.String ? rules.GetString()! : rules.GetRawText() : "[]",
        Priority = policy.TryGetProperty("priority", out var priority) && priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out var number) ? number : 100,
        Enabled = !policy.TryGetProperty("enabled", out var enabled) || enabled.ValueKind != JsonValueKind.False,
    };

    private static void Odd(string id, JsonElement policy, ImportSection section)
    {
        if (policy.TryGetProperty("priority", out var priority) && !(priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out _)))
        {
            section.Note($"policy `{id}`: its priority {priority.GetRawText()} is no whole number; it is taken as 100");
        }

        if (!policy.TryGetProperty("rules", out var rules) || rules.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var at = 0;
        foreach (var rule in rules.EnumerateArray().Where(static rule => rule.ValueKind == JsonValueKind.Object))
        {
            at++;
            var condition = rule.TryGetProperty("condition", out var found) ? found : default;
            var (below, atLeast) = (SeedJson.Text(condition, "trust_level_below"), SeedJson.Text(condition, "trust_level_at_least"));
            var why = (SeedJson.Text(rule, "action") ?? "deny") switch
            {
                "allow" => "it allows, which that program never looked at",
                "deny" when below is null && atLeast is null => "it denies without a trust condition",
                "require_approval" when below is null => "it asks for approval without `trust_level_below`",
                _ => null,
            };
            if (why is not null)
            {
                section.Note($"policy `{id}`, rule {at}: never did anything there, and does here: {why}");
            }

            foreach (var level in new[] { below, atLeast }.OfType<string>().Where(static level => !TrustLevels.TryParse(level, out _)))
            {
                section.Note($"policy `{id}`, rule {at}: trust level `{level}` is not known; that program took it for low");
            }

            if (SeedJson.Text(condition, "tool_pattern") is { } pattern && pattern.AsSpan().ContainsAny(".[](){}+|^$\\?"))
            {
                section.Note($"policy `{id}`, rule {at}: in `{pattern}` that program read more than `*` as a regular expression; here only globs count");
            }
        }
    }
}
