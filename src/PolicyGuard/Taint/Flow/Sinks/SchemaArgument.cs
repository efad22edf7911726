using System.Text.Json;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow.Sinks;

/// <summary>An argument that an input schema names.</summary>
/// <param name="Pointer">Its place in the arguments, as an RFC 6901 pointer; an item of a list is <c>-</c>.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Words">The words of its name, those of the outer names first.</param>
/// <param name="Type">Its type, or empty where the schema names none or several.</param>
/// <param name="IsTop">Whether it stands in no other.</param>
/// <param name="IsValue">Whether it is a value and not what holds others.</param>
internal sealed record SchemaArgument(string Pointer, string Name, IReadOnlyList<string> Words, string Type, bool IsTop, bool IsValue)
{
    /// <summary>The argument in which it stands: its own name where it stands in none.</summary>
    public string Top => Pointer.AsSpan(1).IndexOf('/') is var end && end < 0 ? Pointer[1..] : Pointer[1..(end + 1)];

    private const int Most = 200;
    private const int Deepest = 8;

    /// <summary>What the schema names under <c>properties</c> and <c>items</c>, at most 200 and eight levels deep.</summary>
    public static IReadOnlyList<SchemaArgument> Of(JsonElement schema)
    {
        var found = new List<SchemaArgument>();
        Walk(schema, "", [], 0, found);
        return found;
    }

    private static void Walk(JsonElement schema, string pointer, IReadOnlyList<string> words, int depth, List<SchemaArgument> found)
    {
        if (depth >= Deepest || Member(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (found.Count >= Most)
            {
                return;
            }

            var (inner, place) = (property.Value, $"{pointer}/{JsonPath.Escape(property.Name)}");
            IReadOnlyList<string> named = [.. words, .. NameWords.Of(property.Name)];
            for (var level = 0; level < Deepest && Member(inner, "items") is { ValueKind: JsonValueKind.Object } items; level++)
            {
                (inner, place) = (items, place + "/-");
            }

            var holds = Member(inner, "properties") is { ValueKind: JsonValueKind.Object };
            found.Add(new SchemaArgument(place, property.Name, named, Member(inner, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString()! : "", depth == 0, !holds));
            Walk(inner, place, named, depth + 1, found);
        }
    }

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
