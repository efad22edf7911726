using System.Text.Json;
using System.Text.Json.Serialization;

namespace PolicyGuard.Load;

/// <summary>The results for a program.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Results))]
internal sealed partial class JsonReport : JsonSerializerContext
{
    public static string Write(Results results) => JsonSerializer.Serialize(results, Default.Results);
}
