using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Sinks;

namespace PolicyGuard.Taint.Flow;

/// <summary>What people are told. Never a value: only where it stands and where it came from.</summary>
internal static class FlowWording
{
    public static string Instructed(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} came from text that speaks to the agent: {Source(finding.Source)}; the user did not ask for it";

    public static string Untrusted(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} came from {Source(finding.Source)}, which others can write, and is not in the user's request";

    public static string Said(ToolCall call, FlowFinding finding) =>
        $"{call.Target.Shown} was not asked for by the user, and {Argument(finding)} stands as it is in {Source(finding.Source)}";

    public static string Content(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} passes on text that speaks to the agent: {Source(finding.Source)}";

    public static string Confidential(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} holds what came from {Source(finding.Source)} and may not leave";

    public static string Unasked(ToolCall call, ToolProfile profile, bool delegates) =>
        $"{call.Target.Shown} ({profile.Why}) was not asked for by the user{(delegates ? ", who handed over to a source" : "")}, and the agent has read other people's words";

    private static string Argument(FlowFinding finding) => $"`{(finding.Pointer.Length > 80 ? finding.Pointer[..80] : finding.Pointer).TrimStart('/')}`";

    private static string Source(FlowSource? source) => source is null ? "an earlier result" : $"{source.Path} of {source.Tool} ({source.CallId})";
}
