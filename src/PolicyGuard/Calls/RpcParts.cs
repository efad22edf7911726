using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>The place of one value in a message. The default is a member that is absent.</summary>
internal readonly record struct RpcPart(int Start, int Length, JsonTokenType Kind)
{
    public bool IsPresent => Kind != JsonTokenType.None;

    public bool IsString => Kind == JsonTokenType.String;

    public bool IsObject => Kind == JsonTokenType.StartObject;

    /// <summary>Whether the value can be a request id or a progress token.</summary>
    public bool IsToken => Kind is JsonTokenType.String or JsonTokenType.Number;

    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8) => IsPresent ? utf8.Slice(Start, Length) : default;

    /// <summary>The unescaped string.</summary>
    public string Text(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Slice(Start, Length));
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>What the value is, in words.</summary>
    public string Word => Kind switch
    {
        JsonTokenType.None => "absent",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };
}

/// <summary>Where the members that the gate reads lie in a message; filled by <see cref="RpcWalk"/>, judged by <see cref="RpcJudge"/>.</summary>
internal struct RpcParts
{
    public RpcPart Whole, JsonRpc, Id, Method, Params, Result, Error;
    public RpcPart Name, Uri, Cursor, Arguments, Meta, ProgressToken, RequestId, ProtocolVersion, Ref;
    public RpcPart MetaProgressToken, MetaProtocolVersion;
    public RpcPart RefName, RefUri;

    /// <summary>A member whose name another parser would take for one that we read; <c>Start</c> is its place.</summary>
    public RpcPart EnvelopeTwin, ParamsTwin;

    /// <summary>Whether the envelope has a member that is not JSON-RPC's.</summary>
    public bool SaysMore;
}
