using System.Text.Json;

namespace PolicyGuard.Ledger.Verification;

/// <summary>A string of a JSON text, not yet unescaped; absent is empty.</summary>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool escaped)
{
    private readonly ReadOnlySpan<byte> _raw = raw;

    /// <summary>Whether there is none, or an empty one.</summary>
    public bool IsEmpty => _raw.IsEmpty;

    /// <summary>The string as it is written, escapes and all.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>The string at which a reader stands.</summary>
    public static JsonText Of(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        // Behind the opening quote.
        var start = (int)reader.TokenStartIndex + 1;
        return new JsonText(json.Slice(start, reader.ValueSpan.Length), reader.ValueIsEscaped);
    }

    /// <summary>Whether it says the same as some UTF-8 text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => escaped ? Unescaped() == System.Text.Encoding.UTF8.GetString(text) : _raw.SequenceEqual(text);

    /// <summary>The text.</summary>
    public override string ToString() => escaped ? Unescaped() : System.Text.Encoding.UTF8.GetString(_raw);

    private string Unescaped()
    {
        var quoted = new byte[_raw.Length + 2];
        (quoted[0], quoted[^1]) = ((byte)'"', (byte)'"');
        _raw.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }
}
