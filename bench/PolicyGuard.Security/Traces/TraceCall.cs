using System.Text.Json;

namespace PolicyGuard.Security.Traces;

/// <summary>One recorded call. Its <c>effect</c> is not read: what a tool does has to be inferred, as it is for tools that nobody has seen.</summary>
internal sealed class TraceCall(JsonElement call)
{
    public string Tool => call.GetProperty("tool").GetString()!;

    public string Arguments => call.GetProperty("args").GetRawText();

    /// <summary>The tool server, where the row says which.</summary>
    public string? Server => call.TryGetProperty("server", out var server) ? server.GetString() : null;

    public string Output => call.TryGetProperty("output", out var output) ? output.ValueKind == JsonValueKind.String ? output.GetString()! : output.GetRawText() : "";

    /// <summary>Whether the user's task brought it.</summary>
    public bool IsUsers => call.GetProperty("label").GetString() == "user";

    public bool HasInjection => Flag("has_injection");

    public bool IsRequired => Flag("required_for_utility");

    private bool Flag(string name) => call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
