using System.Text;
using System.Text.Json;

namespace PolicyGuard.Ledger.Publication;

/// <summary>The first line of a bundle: <c>{"checkpoint":"…","keys":["…"],"log":1}</c>.</summary>
/// <param name="Checkpoint">The signed note.</param>
/// <param name="Links">The chain of signing keys, encoded.</param>
internal sealed record BundleHeader(byte[] Checkpoint, IReadOnlyList<string> Links)
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads a header. Nothing in it is believed.</summary>
    public static BundleHeader? Read(ReadOnlyMemory<byte> line, out string fault)
    {
        fault = "it is not the header of a bundle: checkpoint, keys and log, which is 1";
        try
        {
            using var json = JsonDocument.Parse(line, Strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 3
                || !root.TryGetProperty("log"u8, out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version
                || !root.TryGetProperty("checkpoint"u8, out var note) || note.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("keys"u8, out var keys) || keys.ValueKind != JsonValueKind.Array
                || keys.EnumerateArray().Any(static key => key.ValueKind != JsonValueKind.String))
            {
                return null;
            }

            return new BundleHeader(Encoding.UTF8.GetBytes(note.GetString()!), [.. keys.EnumerateArray().Select(static key => key.GetString()!)]);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The latter for half a surrogate pair.
            fault = $"it is not JSON: {broken.Message}";
            return null;
        }
    }
}
