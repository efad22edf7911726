using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger;

/// <summary>
/// Writes an entry as RFC 8785 canonical JSON in one pass. The caller names members in canonical order; the writer holds it to that,
/// because an entry out of order would hash differently from what a verifier computes.
/// </summary>
internal sealed class EntryWriter
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static c => (char)c), '"', '\\']);

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Stack<string?> _last = new();
    private bool _comma;

    /// <summary>The bytes written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public EntryWriter BeginObject()
    {
        Separate();
        Put("{"u8);
        _last.Push(null);
        _comma = false;
        return this;
    }

    public EntryWriter EndObject()
    {
        _last.Pop();
        Put("}"u8);
        _comma = true;
        return this;
    }

    public EntryWriter BeginArray()
    {
        Separate();
        Put("["u8);
        _comma = false;
        return this;
    }

    public EntryWriter EndArray()
    {
        Put("]"u8);
        _comma = true;
        return this;
    }

    /// <exception cref="InvalidOperationException">The name does not come after the one before it. A bug, never an input.</exception>
    public EntryWriter Name(string name)
    {
        if (_last.Pop() is { } before && string.CompareOrdinal(before, name) >= 0)
        {
            throw new InvalidOperationException($"entry members are out of canonical order: {before}, {name}");
        }

        _last.Push(name);
        Separate();
        Quote(name);
        Put(":"u8);
        _comma = false;
        return this;
    }

    public EntryWriter String(string value)
    {
        Separate();
        Quote(value);
        _comma = true;
        return this;
    }

    public EntryWriter Number(long value)
    {
        Separate();
        value.TryFormat(_buffer.GetSpan(20), out var written, provider: CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        _comma = true;
        return this;
    }

    public EntryWriter Boolean(bool value)
    {
        Separate();
        Put(value ? "true"u8 : "false"u8);
        _comma = true;
        return this;
    }

    /// <summary>A value that is canonical already.</summary>
    public EntryWriter Raw(ReadOnlySpan<byte> canonical)
    {
        Separate();
        Put(canonical);
        _comma = true;
        return this;
    }

    /// <summary>A member, left out where it has no value.</summary>
    public EntryWriter Optional(string name, string? value) => string.IsNullOrEmpty(value) ? this : Name(name).String(value);

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
