using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Taint;

/// <summary>Follows a <see cref="Utf8JsonReader"/> and knows where it stands; spells the place only when asked, so that clean text costs no strings.</summary>
/// <param name="levels">Empty; a list that is used again costs nothing.</param>
internal readonly struct JsonPath(List<JsonPath.Level> levels)
{
    /// <summary>The object or array that the reader is in, with its place there.</summary>
    public Level Inner => levels[^1];

    /// <summary>Takes note of the token that was just read.</summary>
    public void Step(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                // The token with its quotes, without the colon: unescaped only if somebody asks.
                levels[^1] = new Level(false, -1, (int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                CountItem();
                levels.Add(new Level(reader.TokenType == JsonTokenType.StartArray, -1, 0, 0));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.RemoveAt(levels.Count - 1);
                break;
            default:
                CountItem();
                break;
        }
    }

    /// <summary>The place as an RFC 6901 pointer.</summary>
    /// <param name="utf8">What is being read.</param>
    public string ToPointer(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder();
        foreach (var level in levels)
        {
            Append(text, utf8, level);
        }

        return text.ToString();
    }

    /// <summary>The pointer to another place in the same object or array.</summary>
    /// <param name="utf8">What is being read.</param>
    /// <param name="beside">That place.</param>
    public string ToPointer(ReadOnlySpan<byte> utf8, Level beside)
    {
        var text = new StringBuilder();
        for (var i = 0; i < levels.Count - 1; i++)
        {
            Append(text, utf8, levels[i]);
        }

        Append(text, utf8, beside);
        return text.ToString();
    }

    /// <summary>A member's name as a pointer spells it.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static void Append(StringBuilder text, ReadOnlySpan<byte> utf8, Level level)
    {
        text.Append('/');
        if (level.IsArray)
        {
            text.Append(level.Index.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var raw = utf8.Slice(level.NameStart + 1, level.NameLength - 2);
        var name = new byte[raw.Length];
        text.Append(Escape(Encoding.UTF8.GetString(name.AsSpan(0, JsonText.Unescape(raw, name)))));
    }

    private void CountItem()
    {
        if (levels.Count > 0 && levels[^1].IsArray)
        {
            levels[^1] = levels[^1] with { Index = levels[^1].Index + 1 };
        }
    }

    /// <summary>An object or array, and the place in it: the item's index, or where the member's name stands with its quotes.</summary>
    public readonly record struct Level(bool IsArray, int Index, int NameStart, int NameLength);
}
