using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Taint;

/// <summary>Follows a <see cref="Utf8JsonReader"/> and knows where it stands; spells the place only when asked, so that clean text costs no strings.</summary>
internal struct JsonPath
{
    private List<Level>? _levels;

    /// <summary>Takes note of the token that was just read.</summary>
    public void Step(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                // The token with its quotes, without the colon: unescaped only if somebody asks.
                _levels![^1] = new Level(false, -1, (int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                CountItem();
                (_levels ??= []).Add(new Level(reader.TokenType == JsonTokenType.StartArray, -1, 0, 0));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _levels!.RemoveAt(_levels.Count - 1);
                break;
            default:
                CountItem();
                break;
        }
    }

    /// <summary>The place as an RFC 6901 pointer.</summary>
    /// <param name="utf8">What is being read.</param>
    public readonly string ToPointer(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder();
        foreach (var level in _levels ?? [])
        {
            text.Append('/');
            if (level.IsArray)
            {
                text.Append(level.Index.ToString(CultureInfo.InvariantCulture));
                continue;
            }

            var name = new Utf8JsonReader(utf8.Slice(level.NameStart, level.NameLength));
            name.Read();
            text.Append(Escape(name.GetString()!));
        }

        return text.ToString();
    }

    /// <summary>A member's name as a pointer spells it.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private readonly void CountItem()
    {
        if (_levels is { Count: > 0 } && _levels[^1].IsArray)
        {
            _levels[^1] = _levels[^1] with { Index = _levels[^1].Index + 1 };
        }
    }

    private readonly record struct Level(bool IsArray, int Index, int NameStart, int NameLength);
}
