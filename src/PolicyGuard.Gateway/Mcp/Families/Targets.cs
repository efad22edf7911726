using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>What a request is aimed at, by its kind.</summary>
internal static class Targets
{
    /// <summary>The target as written and as compared; null where the request names none, or one that has no canonical form.</summary>
    public static CanonicalName? Of(RpcMessage message, CallKind kind, out string fault)
    {
        var (text, opaque) = kind switch
        {
            CallKind.Resource => (message.Uri, true),
            CallKind.Completion => (message.Name ?? message.Uri, message.Name is null),
            CallKind.Method => (message.Method, true),
            _ => (message.Name, false),
        };
        fault = "the request names nothing";
        if (text is null)
        {
            return null;
        }

        var read = opaque
            ? CanonicalName.TryCreateOpaque(text, out var name, out var why)
            : CanonicalName.TryCreate(text, out name, out why);
        fault = why ?? fault;
        return read ? name : null;
    }

    /// <summary>What is inspected of a request: its arguments, or all its parameters where it has none by that name.</summary>
    public static Arguments ArgumentsOf(RpcMessage message, CallKind kind)
    {
        var raw = Sent.HasOwnArguments(kind) ? message.Arguments : message.Params;
        return raw.IsEmpty ? Arguments.Empty : new Arguments(raw);
    }
}
