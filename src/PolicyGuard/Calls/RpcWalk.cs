using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Walks one message with the strict reader and notes where the members lie that the gate reads. Everything else is walked over, and
/// checked like the rest. Each method returns false where the strict reader stopped.
/// </summary>
internal static class RpcWalk
{
    /// <summary>Reads the envelope; the reader stands on its opening brace.</summary>
    public static bool Envelope(ref StrictJsonReader json, ref RpcParts parts)
    {
        var start = json.Start;
        while (json.Read())
        {
            if (json.Kind == JsonTokenType.EndObject)
            {
                parts.Whole = new RpcPart(start, json.End - start, JsonTokenType.StartObject);
                return true;
            }

            var name = json.Name;
            var ok = name switch
            {
                _ when name.SequenceEqual("jsonrpc"u8) => Value(ref json, ref parts.JsonRpc),
                _ when name.SequenceEqual("id"u8) => Value(ref json, ref parts.Id),
                _ when name.SequenceEqual("method"u8) => Value(ref json, ref parts.Method),
                _ when name.SequenceEqual("params"u8) => Params(ref json, ref parts),
                _ when name.SequenceEqual("result"u8) => Value(ref json, ref parts.Result),
                _ when name.SequenceEqual("error"u8) => Value(ref json, ref parts.Error),
                _ => Stranger(ref json, ref parts, name),
            };
            if (!ok)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Stranger(ref StrictJsonReader json, ref RpcParts parts, ReadOnlySpan<byte> name)
    {
        parts.SaysMore = true;
        return Other(ref json, ref parts.EnvelopeTwin, IsEnvelopeTwin(name));
    }

    private static bool Params(ref StrictJsonReader json, ref RpcParts parts)
    {
        if (!json.Read())
        {
            return false;
        }

        var start = json.Start;
        if (json.Kind != JsonTokenType.StartObject)
        {
            return Rest(ref json, ref parts.Params);
        }

        while (json.Read())
        {
            if (json.Kind == JsonTokenType.EndObject)
            {
                parts.Params = new RpcPart(start, json.End - start, JsonTokenType.StartObject);
                return true;
            }

            var name = json.Name;
            var ok = name switch
            {
                _ when name.SequenceEqual("name"u8) => Value(ref json, ref parts.Name),
                _ when name.SequenceEqual("arguments"u8) => Value(ref json, ref parts.Arguments),
                _ when name.SequenceEqual("_meta"u8) => Meta(ref json, ref parts),
                _ when name.SequenceEqual("uri"u8) => Value(ref json, ref parts.Uri),
                _ when name.SequenceEqual("cursor"u8) => Value(ref json, ref parts.Cursor),
                _ when name.SequenceEqual("progressToken"u8) => Value(ref json, ref parts.ProgressToken),
                _ when name.SequenceEqual("requestId"u8) => Value(ref json, ref parts.RequestId),
                _ when name.SequenceEqual("protocolVersion"u8) => Value(ref json, ref parts.ProtocolVersion),
                _ when name.SequenceEqual("ref"u8) => Ref(ref json, ref parts),
                _ => Other(ref json, ref parts.ParamsTwin, IsParamsTwin(name)),
            };
            if (!ok)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Meta(ref StrictJsonReader json, ref RpcParts parts)
    {
        if (!json.Read())
        {
            return false;
        }

        var start = json.Start;
        if (json.Kind != JsonTokenType.StartObject)
        {
            return Rest(ref json, ref parts.Meta);
        }

        while (json.Read())
        {
            if (json.Kind == JsonTokenType.EndObject)
            {
                parts.Meta = new RpcPart(start, json.End - start, JsonTokenType.StartObject);
                return true;
            }

            var name = json.Name;
            var ok = name switch
            {
                _ when name.SequenceEqual("progressToken"u8) => Value(ref json, ref parts.MetaProgressToken),
                _ when name.SequenceEqual("io.modelcontextprotocol/protocolVersion"u8) => Value(ref json, ref parts.MetaProtocolVersion),
                _ => Other(ref json, ref parts.ParamsTwin, RpcTwins.IsTwin(name, "progressToken"u8)),
            };
            if (!ok)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Ref(ref StrictJsonReader json, ref RpcParts parts)
    {
        if (!json.Read())
        {
            return false;
        }

        var start = json.Start;
        if (json.Kind != JsonTokenType.StartObject)
        {
            return Rest(ref json, ref parts.Ref);
        }

        while (json.Read())
        {
            if (json.Kind == JsonTokenType.EndObject)
            {
                parts.Ref = new RpcPart(start, json.End - start, JsonTokenType.StartObject);
                return true;
            }

            var name = json.Name;
            var ok = name switch
            {
                _ when name.SequenceEqual("name"u8) => Value(ref json, ref parts.RefName),
                _ when name.SequenceEqual("uri"u8) => Value(ref json, ref parts.RefUri),
                _ => Other(ref json, ref parts.ParamsTwin, RpcTwins.IsTwin(name, "name"u8) || RpcTwins.IsTwin(name, "uri"u8)),
            };
            if (!ok)
            {
                return false;
            }
        }

        return false;
    }

    // A member that we note.
    private static bool Value(ref StrictJsonReader json, ref RpcPart part) => json.Read() && Rest(ref json, ref part);

    // The rest of the value on whose first token the reader stands.
    private static bool Rest(ref StrictJsonReader json, ref RpcPart part)
    {
        var (start, kind) = (json.Start, json.Kind);
        if (!json.Finish())
        {
            return false;
        }

        part = new RpcPart(start, json.End - start, kind);
        return true;
    }

    // A member that we only walk over; the first twin of a known one is remembered.
    private static bool Other(ref StrictJsonReader json, ref RpcPart twin, bool isTwin)
    {
        if (isTwin && !twin.IsPresent)
        {
            twin = new RpcPart(json.Start, json.End - json.Start, JsonTokenType.PropertyName);
        }

        return json.Read() && json.Finish();
    }

    private static bool IsEnvelopeTwin(ReadOnlySpan<byte> name) =>
        RpcTwins.IsTwin(name, "jsonrpc"u8) || RpcTwins.IsTwin(name, "id"u8) || RpcTwins.IsTwin(name, "method"u8)
        || RpcTwins.IsTwin(name, "params"u8) || RpcTwins.IsTwin(name, "result"u8) || RpcTwins.IsTwin(name, "error"u8);

    private static bool IsParamsTwin(ReadOnlySpan<byte> name) =>
        RpcTwins.IsTwin(name, "name"u8) || RpcTwins.IsTwin(name, "arguments"u8) || RpcTwins.IsTwin(name, "_meta"u8)
        || RpcTwins.IsTwin(name, "uri"u8) || RpcTwins.IsTwin(name, "cursor"u8) || RpcTwins.IsTwin(name, "progressToken"u8)
        || RpcTwins.IsTwin(name, "requestId"u8) || RpcTwins.IsTwin(name, "ref"u8);
}
