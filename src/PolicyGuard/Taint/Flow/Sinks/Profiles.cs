using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Taint.Flow.Requests;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>The profiles of tools, each inferred once; what the operator says comes first.</summary>
internal sealed class Profiles(TaintOptions options)
{
    private const int Most = 4096;
    private static readonly ToolProfile Document = new(Act.Read, Risk.None, false, true, Act.Read, [], [], "it is read whole");
    private readonly ConcurrentDictionary<(string Name, string? Upstream, string? Definition, string Arguments), ToolProfile> _known = [];

    /// <summary>The profile of a call's tool.</summary>
    public ToolProfile Of(ToolCall call)
    {
        if (call.Kind is CallKind.Resource or CallKind.Prompt)
        {
            return Document;
        }

        var names = call.Arguments.IsEmpty || call.Arguments.Root.ValueKind != System.Text.Json.JsonValueKind.Object ? [] : call.Arguments.Root.EnumerateObject().Select(static m => m.Name).ToList();
        return Of(call.Target, call.Upstream, call.Definition, names);
    }

    /// <summary>The profile of a tool that is given these arguments.</summary>
    public ToolProfile Of(CanonicalName tool, string? upstream, ToolDefinition? definition, IReadOnlyCollection<string> arguments)
    {
        var key = (tool.Shown, upstream, definition?.Hash, string.Join(' ', arguments));
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_known.Count >= Most)
        {
            // Names that a caller makes up must not fill the memory.
            _known.Clear();
        }

        return _known.GetOrAdd(key, _ => Said(options, tool, upstream) ?? SinkInference.Of(tool.Shown, definition, arguments));
    }

    /// <summary>The profile that the operator gives a tool; null where nobody did.</summary>
    public static ToolProfile? Said(TaintOptions options, CanonicalName tool, string? upstream)
    {
        foreach (var (tools, kind) in options.Sinks)
        {
            if (tools.Matches(tool, wide: kind > SinkKind.Write, upstream))
            {
                return Of(kind);
            }
        }

        return null;
    }

    private static ToolProfile Of(SinkKind kind)
    {
        var (act, risk) = kind switch
        {
            SinkKind.Read => (Act.Read, Risk.None),
            SinkKind.Fetch => (Act.Read, Risk.Fetch),
            SinkKind.Write => (Act.Create | Act.Update, Risk.Low),
            SinkKind.Send => (Act.Send, Risk.High),
            SinkKind.Pay => (Act.Pay, Risk.High),
            SinkKind.Delete => (Act.Delete, Risk.High),
            SinkKind.Grant => (Act.Grant, Risk.High),
            _ => (Act.Run, Risk.Code),
        };
        return new ToolProfile(act, risk, kind is SinkKind.Send or SinkKind.Pay or SinkKind.Fetch, risk == Risk.Fetch, act, [], [], "the configuration says so");
    }
}
