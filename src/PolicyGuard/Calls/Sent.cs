namespace PolicyGuard.Calls;

/// <summary>
/// What an upstream will see of a call where that is more than its arguments: <c>_meta</c>, <c>task</c>, <c>requestState</c>,
/// <c>inputResponses</c>, members that nobody knows. It is screened whole, and approvals are bound to it.
/// </summary>
public sealed class Sent
{
    // `{"name":}` and `{"name":,"arguments":}`: any further member makes the text longer.
    private const int BareName = 9;
    private const int BareCall = 22;

    // No detector hits in less; ids are usually small numbers.
    private const int ShortId = 8;

    private Sent(ReadOnlyMemory<byte> utf8, string root, string? argumentsAt) => (Utf8, Root, ArgumentsAt) = (utf8, root, argumentsAt);

    /// <summary>The bytes as they came: one JSON object, in which the arguments lie too.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>What the bytes are: <c>params</c>, or <c>message</c> where the envelope says more than it needs to.</summary>
    public string Root { get; }

    /// <summary>The RFC 6901 pointer to the arguments within the bytes; null where they do not lie there.</summary>
    public string? ArgumentsAt { get; }

    /// <summary>The kinds whose arguments are a member of their own; of all others the whole <c>params</c> are the arguments.</summary>
    public static bool HasOwnArguments(CallKind kind) => kind is CallKind.Tool or CallKind.Prompt;

    /// <summary>What a request says beside its arguments; null where it says nothing.</summary>
    public static Sent? Of(RpcMessage request, CallKind kind)
    {
        ArgumentNullException.ThrowIfNull(request);
        var own = HasOwnArguments(kind);
        if (request.SaysMore || request.Id.Length > ShortId)
        {
            return new Sent(request.Utf8, "message", own ? "/params/arguments" : "/params");
        }

        // A tool's name is one of those that its server lists, so it carries nothing; a prompt's may be anything.
        var bare = kind == CallKind.Tool
            && request.Params.Length <= (request.Arguments.IsEmpty ? BareName : BareCall) + request.NameRaw.Length + request.Arguments.Length;
        return !own || bare || request.Params.IsEmpty ? null : new Sent(request.Params, "params", "/arguments");
    }

    /// <summary>What a request about a call that runs already says: its whole <c>params</c>, none of which are the call's arguments.</summary>
    public static Sent? Beside(RpcMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.SaysMore || request.Id.Length > ShortId ? new Sent(request.Utf8, "message", null)
            : request.Params.IsEmpty ? null
            : new Sent(request.Params, "params", null);
    }

    /// <summary>Where a finding lies, as <see cref="Finding.Pointer"/> says it.</summary>
    /// <param name="pointer">The pointer within <see cref="Utf8"/>.</param>
    public string Place(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return ArgumentsAt is { } at && pointer.StartsWith(at, StringComparison.Ordinal) && (pointer.Length == at.Length || pointer[at.Length] == '/')
            ? pointer[at.Length..]
            : Root + pointer;
    }
}
