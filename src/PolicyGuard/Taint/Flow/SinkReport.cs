using PolicyGuard.Calls;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Taint.Flow.Values;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Flow;

/// <summary>What the gate takes a tool for, for people: <c>policyguard tools inspect</c>.</summary>
/// <param name="Act">What it does: <c>read</c>, <c>send</c>, <c>pay</c>, <c>delete</c>, <c>create</c>, <c>update</c>, <c>grant</c>, <c>run</c>, <c>book</c>, several of them, or <c>none</c> where nothing is known.</param>
/// <param name="Risk">How far it reaches: <c>none</c>, <c>fetch</c>, <c>low</c>, <c>code</c> or <c>high</c>.</param>
/// <param name="IsPublic">Whether what it is given leaves for others.</param>
/// <param name="IsDocument">Whether it brings one whole text, so that nothing in it counts as data.</param>
/// <param name="Why">How this was found out.</param>
/// <param name="Arguments">Its arguments as its schema lists them, and what each is: <c>control</c>, <c>content</c> or <c>setting</c>.</param>
public sealed record SinkReport(string Act, string Risk, bool IsPublic, bool IsDocument, string Why, IReadOnlyList<(string Name, string Role)> Arguments)
{
    /// <summary>The report of a tool.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="upstream">Its upstream, or null.</param>
    /// <param name="definition">What its upstream says of it, or null.</param>
    /// <param name="options">What the operator says of tools.</param>
    public static SinkReport Of(CanonicalName tool, string? upstream, ToolDefinition? definition, TaintOptions options)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentNullException.ThrowIfNull(options);
        var arguments = ToolSchema.Arguments(definition);
        var profile = new Profiles(options).Of(tool, upstream, definition, [.. arguments.Select(static a => a.Name)]);
        return new SinkReport(
            profile.Act.ToString().ToLowerInvariant(), profile.Risk.ToString().ToLowerInvariant(), profile.IsPublic, profile.IsDocument, profile.Why,
            [.. arguments.Select(a => (a.Name, RoleOf(a.Name).ToString().ToLowerInvariant()))]);

        ArgumentRole RoleOf(string argument) =>
            options.RoleOf(tool, upstream, argument) is { } said ? said ? ArgumentRole.Control : ArgumentRole.Content
            : profile.Addresses.Contains(argument) ? ArgumentRole.Control
            : ArgumentRoles.Of(NameWords.Of(argument), "");
    }
}
