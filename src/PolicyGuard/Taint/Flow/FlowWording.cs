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

    public static string Link(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} sends somebody a link that stands in the text of {Source(finding.Source)} only; the user did not name it";

    public static string Cut(ToolCall call) =>
        $"the arguments of {call.Target.Shown} are more than is looked at ({Leaf.Most} values, {Tracer.Longest / 1024} KiB of one), and the agent has read other people's words";

    public static string Unknown(ToolCall call, string pointer) =>
        $"{Argument(pointer)} of {call.Target.Shown} was seen neither in the user's request nor in a result, and the agent has read text that speaks to it, or more than is remembered";

    public static string Content(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} passes on text that speaks to the agent: {Source(finding.Source)}";

    public static string Secret(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} holds a secret that came from {Source(finding.Source)}; secrets leave for nobody";

    public static string Split(ToolCall call, Finding finding) =>
        $"{Argument(finding.Pointer)} of {call.Target.Shown} goes on with what it was given before, and both together are a secret ({finding.Detector})";

    public static string Confidential(ToolCall call, FlowFinding finding) =>
        $"{Argument(finding)} of {call.Target.Shown} holds what came from {Source(finding.Source)} and may not leave";

    public static string Unasked(ToolCall call, ToolProfile profile, bool delegates) =>
        $"{call.Target.Shown} ({profile.Why}) was not asked for by the user{(delegates ? ", who handed over to a source" : "")}, and the agent has read other people's words";

    private static string Argument(FlowFinding finding) => Argument(finding.Pointer);

    private static string Argument(string pointer) => $"`{(pointer.Length > 80 ? pointer[..80] : pointer).TrimStart('/')}`";

    private static string Source(FlowSource? source) => source is null or { CallId: "" } ? "an earlier result" : $"{source.Path} of {source.Tool} ({source.CallId})";
}
