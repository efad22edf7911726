using System.Globalization;
using System.Text.Json;

namespace PolicyGuard.Taint.Masking;

/// <summary>Finds the tokens of a JSON text that somebody asks for, with their pointers, in one pass.</summary>
internal static class PlaceWalk
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The places that are wanted, in their order.</summary>
    /// <param name="utf8">One JSON value, as the strict reader takes it.</param>
    /// <param name="wanted">Asked for each string, number and member's name.</param>
    /// <exception cref="JsonException">Not one JSON value, or nested deeper than 256.</exception>
    public static List<Place> Find(ReadOnlySpan<byte> utf8, Func<Place, bool> wanted)
    {
        var found = new List<Place>();
        var levels = new List<Level>();
        var reader = new Utf8JsonReader(utf8, Deep);
        while (reader.Read())
        {
            var (start, length) = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    levels[^1].Enter(name);

                    // The reader counts the colon, and blanks before it, to the name.
                    Take(new Place($"{levels[^1].Pointer}#key", name, PlaceKind.Name, start, reader.ValueSpan.Length + 2));
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.RemoveAt(levels.Count - 1);
                    continue;
            }

            var (pointer, member) = levels.Count == 0 ? ("", "") : levels[^1].Next();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    levels.Add(new Level(pointer, isArray: false, ""));
                    break;
                case JsonTokenType.StartArray:
                    levels.Add(new Level(pointer, isArray: true, member));
                    break;
                case JsonTokenType.String:
                    Take(new Place(pointer, member, IsBlob(pointer, member) ? PlaceKind.Blob : PlaceKind.Text, start, length));
                    break;
                case JsonTokenType.Number:
                    Take(new Place(pointer, member, PlaceKind.Number, start, length));
                    break;
            }
        }

        return found;

        void Take(Place place)
        {
            if (wanted(place))
            {
                found.Add(place);
            }
        }
    }

    /// <summary>The string that stands at a place, decoded.</summary>
    public static string Text(ReadOnlySpan<byte> utf8, in Place place)
    {
        var reader = new Utf8JsonReader(utf8.Slice(place.Start, place.Length));
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? System.Text.Encoding.ASCII.GetString(reader.ValueSpan) : reader.GetString()!;
    }

    // MCP's own places: `blob` of a resource, `data` of a picture or sound in a content block. Elsewhere `data` may be anything.
    private static bool IsBlob(string pointer, string member)
    {
        if (member is not ("blob" or "data") || !pointer.EndsWith(member, StringComparison.Ordinal))
        {
            return false;
        }

        var steps = pointer.Split('/');
        return member == "blob" || steps[^2] == "content" || (steps.Length > 2 && steps[^3] == "content");
    }

    private sealed class Level(string container, bool isArray, string member)
    {
        private int _index = -1;
        private string _member = member;
        private string? _pointer;

        public string Pointer => _pointer ?? container;

        public void Enter(string name)
        {
            _member = name;
            _pointer = $"{container}/{JsonPath.Escape(name)}";
        }

        // Items of a list are of the member that holds the list.
        public (string Pointer, string Member) Next() =>
            isArray ? ($"{container}/{(++_index).ToString(CultureInfo.InvariantCulture)}", _member) : (Pointer, _member);
    }
}
