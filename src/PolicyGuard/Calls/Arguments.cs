using System.Security.Cryptography;
using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// The arguments of a call, byte for byte as the caller sent them, with a parsed view that is made once and only when somebody looks.
/// Made from bytes that the strict reader has accepted.
/// </summary>
public sealed class Arguments
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256, AllowDuplicateProperties = false };
    private JsonElement _root;
    private volatile bool _parsed;
    private string? _sha256;

    /// <summary>Wraps the bytes of one JSON value.</summary>
    public Arguments(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>A call without arguments: an empty object.</summary>
    public static readonly Arguments Empty = new("{}"u8.ToArray());

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>SHA-256 over the bytes as they came, lower-case hex; counted once, asked for by the opened entry and by the envelope.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Utf8.Span));

    /// <summary>The parsed view.</summary>
    /// <exception cref="JsonException">The bytes are not one strict JSON value; the gate turns this into a refusal.</exception>
    public JsonElement Root
    {
        get
        {
            if (!_parsed)
            {
                // Two threads may parse the same bytes; both views are equal, so the last one wins without harm.
                using var document = JsonDocument.Parse(Utf8, Strict);
                _root = document.RootElement.Clone();
                _parsed = true;
            }

            return _root;
        }
    }

    /// <summary>Whether there is anything to look at.</summary>
    public bool IsEmpty => Utf8.Length <= 2;
}
