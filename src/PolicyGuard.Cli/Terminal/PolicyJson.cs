using System.Text;
using System.Text.Json;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Versions of policies made at run time, for people and scripts.</summary>
internal static class PolicyJson
{
    /// <summary>A version with its document.</summary>
    public static void Write(Utf8JsonWriter writer, StoredPolicy policy)
    {
        writer.WriteStartObject();
        Facts(writer, policy);
        writer.WritePropertyName("document");
        try
        {
            writer.WriteRawValue(Encoding.UTF8.GetBytes(policy.Json));
        }
        catch (JsonException)
        {
            writer.WriteStringValue(policy.Json);
        }

        writer.WriteEndObject();
    }

    /// <summary>Which version it is, whose and since when; inside of an object.</summary>
    public static void Facts(Utf8JsonWriter writer, StoredPolicy policy)
    {
        writer.WriteString("id", policy.Id);
        writer.WriteNumber("version", policy.Version);
        writer.WriteBoolean("enabled", policy.Enabled);
        writer.WriteString("author", policy.Author);
        writer.WriteString("at", Ledger.Ledger.Time(policy.At));
    }

    /// <summary>One line.</summary>
    public static string Line(StoredPolicy policy) =>
        $"{SafeText.Of(policy.Id)}  v{policy.Version}  {(policy.Enabled ? "enabled " : "disabled")}  {Ledger.Ledger.Time(policy.At)}  by {SafeText.Of(policy.Author)}";
}
