using System.Text.Json;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Policies to be made at run time, from a file of governance JSON.</summary>
/// <param name="Requests">The policies, in the order of the file.</param>
/// <param name="Diagnostics">What is wrong with the file or doubtful.</param>
internal sealed record PolicyRequests(IReadOnlyList<PolicyRequest> Requests, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Reads a file; a policy without a name goes by its id.</summary>
    public static PolicyRequests Read(string path)
    {
        var files = PolicyFiles.Read([path]);
        var loaded = PolicyLoader.Load(files.Sources, null);
        var diagnostics = files.Diagnostics.Concat(loaded.Diagnostics).ToList();
        if (files.Sources is not [{ } source] || loaded.Rules is null)
        {
            return new PolicyRequests([], diagnostics);
        }

        if (loaded.Documents.Any(static d => d.Dialect != PolicyDialect.Governance) || !source.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            diagnostics.Add(new Diagnostic(Severity.Error, source.Path, 1, 1, "not-governance",
                "policies made at run time are governance JSON: `id` and `rules` with `condition`, in a file that ends in .json", "put other policies beside the configured ones: policy.paths"));
            return new PolicyRequests([], diagnostics);
        }

        using var json = JsonDocument.Parse(source.Text.TrimStart('\uFEFF'));
        return new PolicyRequests([.. (json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement]).Select(Of)], diagnostics);
    }

    // The loader has read it: every key is known, there once, and of its type.
    private static PolicyRequest Of(JsonElement policy)
    {
        var id = (policy.TryGetProperty("id", out var known) ? known : policy.GetProperty("policy_id")).ToString();
        return new PolicyRequest
        {
            Id = id,
            Name = policy.TryGetProperty("name", out var name) && name.ToString() is { Length: > 0 } text ? text : id,
            Description = policy.TryGetProperty("description", out var description) ? description.ToString() : "",
            Rules = policy.GetProperty("rules").GetRawText(),
            Priority = policy.TryGetProperty("priority", out var priority) ? priority.GetInt32() : 100,
            Enabled = !policy.TryGetProperty("enabled", out var enabled) || enabled.GetBoolean(),
        };
    }
}
