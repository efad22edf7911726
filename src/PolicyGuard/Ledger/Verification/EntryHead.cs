using System.Text.Json;

namespace PolicyGuard.Ledger.Verification;

/// <summary>
/// What an entry's own bytes say of the members by which people search. The store keeps copies of these beside the entry; a copy that says something
/// else hides an entry from those who look for it.
/// </summary>
internal ref struct EntryHead
{
    public JsonText Kind;
    public JsonText At;
    public JsonText CallId;
    public JsonText Agent;
    public JsonText Target;
    public JsonText ActionType;
    public JsonText Effect;
    public JsonText Reason;
    public JsonText Subject;

    /// <summary>The envelope as it stands there, and the call that it names; empty where there is none, or where it names none.</summary>
    public ReadOnlySpan<byte> Envelope;
    public JsonText EnvelopeCallId;
    public long Opened;

    /// <summary>The time as it is spelled.</summary>
    public readonly ReadOnlySpan<byte> AtBytes => At.Raw;

    /// <summary>Reads an entry.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static EntryHead Read(ReadOnlySpan<byte> json)
    {
        var head = new EntryHead { Opened = -1 };
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            head.Member(ref reader, json);
        }

        return head;
    }

    private void Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        switch (reader.ValueSpan)
        {
            case [(byte)'a', (byte)'t']:
                Take(ref reader, json, ref At);
                break;
            case [(byte)'a', (byte)'g', ..] when reader.ValueTextEquals("agent"u8):
                Inside(ref reader, json, "id"u8, ref Agent, ""u8, ref Agent);
                break;
            case [(byte)'a', (byte)'c', ..] when reader.ValueTextEquals("action_type"u8):
                Take(ref reader, json, ref ActionType);
                break;
            case [(byte)'c', ..] when reader.ValueTextEquals("call_id"u8):
                Take(ref reader, json, ref CallId);
                break;
            case [(byte)'d', ..] when reader.ValueTextEquals("decision"u8):
                Inside(ref reader, json, "effect"u8, ref Effect, "reason"u8, ref Reason);
                break;
            case [(byte)'e', ..] when reader.ValueTextEquals("envelope"u8):
                var start = (int)reader.BytesConsumed;
                EnvelopeCallId = default;
                Inside(ref reader, json, "call_id"u8, ref EnvelopeCallId, ""u8, ref EnvelopeCallId);
                start += json[start..].IndexOf((byte)'{');
                Envelope = reader.TokenType == JsonTokenType.EndObject ? json[start..(int)reader.BytesConsumed] : default;
                break;
            case [(byte)'k', ..] when reader.ValueTextEquals("kind"u8):
                Take(ref reader, json, ref Kind);
                break;
            case [(byte)'o', ..] when reader.ValueTextEquals("opened"u8):
                reader.Read();
                Opened = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var at) ? at : -1;
                break;
            case [(byte)'r', ..] when reader.ValueTextEquals("reason"u8):
                Take(ref reader, json, ref Reason);
                break;
            case [(byte)'s', ..] when reader.ValueTextEquals("subject"u8):
                Take(ref reader, json, ref Subject);
                break;
            case [(byte)'t', ..] when reader.ValueTextEquals("target"u8):
                Take(ref reader, json, ref Target);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref JsonText into)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            into = JsonText.Of(ref reader, json);
        }
        else
        {
            reader.Skip();
        }
    }

    // A string, or one or two members of an object.
    private static void Inside(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ref JsonText into, ReadOnlySpan<byte> second, ref JsonText intoSecond)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            into = JsonText.Of(ref reader, json);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                Take(ref reader, json, ref into);
            }
            else if (!second.IsEmpty && reader.ValueTextEquals(second))
            {
                Take(ref reader, json, ref intoSecond);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
