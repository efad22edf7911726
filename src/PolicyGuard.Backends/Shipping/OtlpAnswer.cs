using System.Globalization;
using System.Text.Json;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>What a collector says of a batch that it took.</summary>
internal static class OtlpAnswer
{
    /// <summary>What it did not keep, or warns of; null where it kept all. An answer that is not what the protocol says is a warning too.</summary>
    internal static string? Complaint(byte[] answer)
    {
        if (answer.Length == 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Unclear;
            }

            if (!json.RootElement.TryGetProperty("partialSuccess", out var partial) || partial.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var rejected = partial.TryGetProperty("rejectedLogRecords", out var number) ? Number(number) : 0;
            var message = partial.TryGetProperty("errorMessage", out var text) && text.ValueKind == JsonValueKind.String
                ? VisibleText.Cut(VisibleText.Of(text.GetString()!), 200) : "";
            return rejected switch
            {
                null => Unclear,
                > 0 => $"rejected {rejected.Value.ToString(CultureInfo.InvariantCulture)} and they are not sent again{(message.Length > 0 ? ": " + message : "")}",
                _ => message.Length > 0 ? "kept all, and warns: " + message : null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Unclear;
        }
    }

    private const string Unclear = "took them with an answer that is not OTLP; it may not be a collector";

    // 64-bit numbers are texts in the JSON of protocol buffers; both are allowed.
    private static long? Number(JsonElement number) => number.ValueKind switch
    {
        JsonValueKind.Number when number.TryGetInt64(out var value) => value,
        JsonValueKind.String when long.TryParse(number.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        JsonValueKind.Null => 0,
        _ => null,
    };
}
