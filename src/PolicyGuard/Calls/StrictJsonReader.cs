using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Calls;

/// <summary>
/// Walks a JSON text once, token by token, and stops with a fault at the first thing that the strict dialect refuses. What
/// <see cref="Utf8JsonReader"/> does not look at (UTF-8, surrogate pairs, duplicate members, the number of tokens) is looked at here.
/// </summary>
internal ref struct StrictJsonReader
{
    /// <summary>How many member names the caller lends from its stack; an ordinary message needs no more.</summary>
    public const int RoomForNames = 64;

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly RpcLimits _limits;
    private Utf8JsonReader _json;
    private MemberNames _names;
    private int _tokens;

    public StrictJsonReader(ReadOnlySpan<byte> utf8, RpcLimits limits, Span<MemberName> room)
    {
        _utf8 = utf8;
        _limits = limits;
        _names = new MemberNames(utf8, room);
        Fault = CheckWhole(utf8, limits);

        // One level more than we allow, so that the fault is ours and has its own reason.
        var depth = Math.Clamp(limits.MaxDepth, 1, int.MaxValue - 1) + 1;
        _json = new Utf8JsonReader(Fault is null ? utf8 : default, new JsonReaderOptions { MaxDepth = depth });
    }

    /// <summary>Why reading stopped; null while the text is good.</summary>
    public RpcFault? Fault { get; private set; }

    /// <summary>The kind of the token just read.</summary>
    public readonly JsonTokenType Kind => _json.TokenType;

    /// <summary>Where the token just read starts, in bytes.</summary>
    public readonly int Start => (int)_json.TokenStartIndex;

    /// <summary>The first byte after the token just read.</summary>
    public readonly int End => (int)_json.BytesConsumed;

    /// <summary>The name just read, unescaped; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Moves to the next token. False at the end of the text or at a fault.</summary>
    public bool Read()
    {
        if (Fault is not null)
        {
            return false;
        }

        try
        {
            return _json.Read() && Accept();
        }
        catch (JsonException e)
        {
            return Refuse(StrictJsonFaults.NotJson(_utf8, e));
        }
    }

    /// <summary>Reads to the end of the value at whose first token the reader stands.</summary>
    public bool Finish()
    {
        if (Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        var depth = _json.CurrentDepth;
        while (Read())
        {
            if ((Kind is JsonTokenType.EndObject or JsonTokenType.EndArray) && _json.CurrentDepth == depth)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _names.Dispose();

    private static RpcFault? CheckWhole(ReadOnlySpan<byte> utf8, RpcLimits limits)
    {
        if (utf8.Length > limits.MaxBytes)
        {
            return StrictJsonFaults.TooManyBytes(utf8.Length, limits);
        }

        if (!Utf8.IsValid(utf8))
        {
            return StrictJsonFaults.NotUtf8(utf8);
        }

        return utf8.StartsWith("\uFEFF"u8) ? StrictJsonFaults.ByteOrderMark() : null;
    }

    private bool Accept()
    {
        if (++_tokens > _limits.MaxTokens)
        {
            return Refuse(StrictJsonFaults.TooManyTokens(_utf8, Start, _limits));
        }

        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                if (_json.CurrentDepth >= _limits.MaxDepth)
                {
                    return Refuse(StrictJsonFaults.TooDeep(_utf8, Start, _limits));
                }

                if (_json.TokenType == JsonTokenType.StartObject)
                {
                    _names.Open();
                }

                return true;
            case JsonTokenType.EndObject:
                _names.Close();
                return true;
            case JsonTokenType.PropertyName:
                return AcceptName();
            case JsonTokenType.String:
                return !_json.ValueIsEscaped || AcceptEscapes();
            default:
                return true;
        }
    }

    private bool AcceptName()
    {
        bool added;
        if (_json.ValueIsEscaped)
        {
            if (!AcceptEscapes())
            {
                return false;
            }

            // Compared as it will be understood: "na\u006de" is "name".
            var room = _names.Scratch(_json.ValueSpan.Length);
            Name = room[.._json.CopyString(room)];
            added = _names.AddScratch(Name.Length);
        }
        else
        {
            Name = _json.ValueSpan;
            added = _names.Add(Name, Start + 1);
        }

        return added || Refuse(StrictJsonFaults.DuplicateKey(_utf8, Start, Name));
    }

    private bool AcceptEscapes()
    {
        var at = SurrogateEscapes.FirstLone(_json.ValueSpan);
        return at < 0 || Refuse(StrictJsonFaults.LoneSurrogate(_utf8, Start + 1 + at));
    }

    private bool Refuse(RpcFault fault)
    {
        Fault = fault;
        return false;
    }
}
