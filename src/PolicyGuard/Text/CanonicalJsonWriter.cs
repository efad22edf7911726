using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Text;

/// <summary>
/// Writes RFC 8785 canonical JSON in one pass. The caller names members in canonical order; the writer holds it to that, because what is out of
/// order hashes differently from what a verifier computes. What is written once and hashed often is written with this;
/// <see cref="CanonicalJson"/> is for values that came from elsewhere.
/// </summary>
internal sealed class CanonicalJsonWriter
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static c => (char)c), '"', '\\']);

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Stack<string?> _last = new();
    private bool _comma;

    /// <summary>The bytes written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public CanonicalJsonWriter BeginObject()
    {
        Separate();
        Put("{"u8);
        _last.Push(null);
        _comma = false;
        return this;
    }

    public CanonicalJsonWriter EndObject()
    {
        _last.Pop();
        Put("}"u8);
        _comma = true;
        return this;
    }

    public CanonicalJsonWriter BeginArray()
    {
        Separate();
        Put("["u8);
        _comma = false;
        return this;
    }

    public CanonicalJsonWriter EndArray()
    {
        Put("]"u8);
        _comma = true;
        return this;
    }

    /// <exception cref="InvalidOperationException">The name does not come after the one before it. A bug, never an input.</exception>
    public CanonicalJsonWriter Name(string name)
    {
        if (_last.Pop() is { } before && string.CompareOrdinal(before, name) >= 0)
        {
            throw new InvalidOperationException($"members are out of canonical order: {before}, {name}");
        }

        _last.Push(name);
        Separate();
        Quote(name);
        Put(":"u8);
        _comma = false;
        return this;
    }

    public CanonicalJsonWriter String(string value)
    {
        Separate();
        Quote(value);
        _comma = true;
        return this;
    }

    public CanonicalJsonWriter Number(long value)
    {
        Separate();
        value.TryFormat(_buffer.GetSpan(20), out var written, provider: CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        _comma = true;
        return this;
    }

    public CanonicalJsonWriter Boolean(bool value)
    {
        Separate();
        Put(value ? "true"u8 : "false"u8);
        _comma = true;
        return this;
    }

    /// <summary>A value that is canonical already.</summary>
    public CanonicalJsonWriter Raw(ReadOnlySpan<byte> canonical)
    {
        Separate();
        Put(canonical);
        _comma = true;
        return this;
    }

    /// <summary>A member, left out where it has no value.</summary>
    public CanonicalJsonWriter Optional(string name, string? value) => string.IsNullOrEmpty(value) ? this : Name(name).String(value);

    private void Separate()
    {
        if (_comma)
        {
            Put(","u8);
            _comma = false;
        }
    }

    // RFC 8785 §3.2.2.2: only what must be escaped is, with the short form where there is one. A lone surrogate cannot be written as
    // UTF-8; the encoder replaces it by U+FFFD.
    private void Quote(string text)
    {
        Put("\""u8);
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            Text(rest[..at]);
            var c = rest[at];
            rest = rest[(at + 1)..];
            Put(c switch
            {
                '"' => "\\\""u8,
                '\\' => "\\\\"u8,
                '\b' => "\\b"u8,
                '\f' => "\\f"u8,
                '\n' => "\\n"u8,
                '\r' => "\\r"u8,
                '\t' => "\\t"u8,
                _ => Encoding.ASCII.GetBytes($"\\u{(int)c:x4}"),
            });
        }

        Text(rest);
        Put("\""u8);
    }

    private void Text(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _buffer);

    private void Put(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
