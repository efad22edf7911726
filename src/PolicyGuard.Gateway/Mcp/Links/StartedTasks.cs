using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Clients;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// The tasks that an upstream began for calls through this gateway, and who made those calls: a task is for them alone. Kept in memory
/// within bounds, the oldest going first; a task that is not here is one that nobody started.
/// </summary>
internal sealed class StartedTasks
{
    /// <summary>Most tasks remembered.</summary>
    public const int Most = 4096;

    /// <summary>Most bytes of their calls' arguments.</summary>
    public const long MostBytes = 64L << 20;

    private const int LongestId = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? Session, string Id), LinkedListNode<Started>> _tasks = [];
    private readonly LinkedList<Started> _byAge = new();
    private long _bytes;

    /// <summary>Remembers the task that a call's result names, where it names one.</summary>
    /// <param name="session">The client that called.</param>
    /// <param name="call">The call.</param>
    /// <param name="result">The raw result: <c>task.taskId</c> (2025-11-25), <c>taskId</c> (the extension of 2026-07-28).</param>
    public void Note(ClientSession session, ToolCall call, ReadOnlyMemory<byte> result)
    {
        if (!RawJson.MayHold(result, "\"taskId\""u8))
        {
            return;
        }

        var raw = RawJson.Member(RawJson.Member(result, "task"), "taskId");
        if (RawJson.Text(raw.IsEmpty ? RawJson.Member(result, "taskId") : raw) is not { Length: > 0 and <= LongestId } id)
        {
            return;
        }

        var key = (session.Id, id);
        lock (_lock)
        {
            // An upstream that was started anew counts from the beginning: what it gave last is what the id means.
            Remove(key);
            _tasks[key] = _byAge.AddLast(new Started(key, call));
            _bytes += call.Arguments.Utf8.Length;
            while (_byAge.Count > Most || (_bytes > MostBytes && _byAge.Count > 1))
            {
                Remove(_byAge.First!.Value.Key);
            }
        }
    }

    /// <summary>The call that began a task; null where this client and agent did not begin it here.</summary>
    public ToolCall? Find(ClientSession session, AgentRef agent, string id)
    {
        lock (_lock)
        {
            return _tasks.TryGetValue((session.Id, id), out var node)
                && node.Value.Call is var call
                && string.Equals(call.Caller.Id, session.Caller.Id, StringComparison.Ordinal)
                && string.Equals(call.Agent.Id, agent.Id, StringComparison.Ordinal)
                ? call
                : null;
        }
    }

    private void Remove((string? Session, string Id) key)
    {
        if (_tasks.Remove(key, out var node))
        {
            _byAge.Remove(node);
            _bytes -= node.Value.Call.Arguments.Utf8.Length;
        }
    }

    private sealed record Started((string? Session, string Id) Key, ToolCall Call);
}
