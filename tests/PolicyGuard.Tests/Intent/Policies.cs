using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Intent;

/// <summary>Intent policies and paths for tests.</summary>
internal static class Policies
{
    /// <summary>The three lines that every file needs.</summary>
    public const string Head = "name: p\ndescription: d\nexpected_workflow: w\n";

    public static IntentPolicy Of(string yaml, string head = Head)
    {
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", head + yaml)]);
        return loaded.IsGood ? loaded.Policies[0] : throw new InvalidOperationException(string.Join("\n", loaded.Diagnostics));
    }

    /// <summary>A path of tools, the first called first; <c>upstream/tool</c>, or a tool of no upstream.</summary>
    public static IntentPath Path(params string[] tools)
    {
        var path = IntentPath.Empty;
        foreach (var (upstream, tool) in tools.Select(Split))
        {
            path = path.After(upstream, CanonicalName.Of(tool))!;
        }

        return path;
    }

    public static (string? Upstream, string Tool) Split(string step) =>
        step.Split('/') is [var upstream, var tool] ? (upstream, tool) : (null, step);
}
