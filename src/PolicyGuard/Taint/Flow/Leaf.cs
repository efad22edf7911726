using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>One value of the arguments.</summary>
/// <param name="Pointer">Its place, as an RFC 6901 pointer.</param>
/// <param name="Words">The words of its name, those of the outer names first.</param>
/// <param name="Text">The value as text.</param>
internal readonly record struct Leaf(string Pointer, IReadOnlyList<string> Words, string Text)
{
    /// <summary>The most values of one call that are looked at.</summary>
    public const int Most = 2_000;

    /// <summary>All values of the arguments, in order, at most <see cref="Most"/>.</summary>
    public static List<Leaf> Of(JsonElement arguments)
    {
        var leaves = new List<Leaf>();
        Walk(arguments, "", [], leaves);
        return leaves;
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= 40 && name.AsSpan().IndexOfAnyExcept(NameChars) < 0;

    private static readonly SearchValues<char> NameChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$");

    private static void Walk(JsonElement element, string pointer, IReadOnlyList<string> words, List<Leaf> leaves)
    {
        if (leaves.Count >= Most)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!IsPlain(member.Name))
                    {
                        // What is no name of a programmer's is a value that stands where names stand.
                        leaves.Add(new Leaf($"{pointer}/{JsonPath.Escape(member.Name)}#key", words, member.Name));
                    }

                    Walk(member.Value, pointer + "/" + JsonPath.Escape(member.Name), [.. words, .. NameWords.Of(member.Name)], leaves);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, pointer + "/" + index++.ToString(CultureInfo.InvariantCulture), words, leaves);
                }

                break;
            case JsonValueKind.String:
                leaves.Add(new Leaf(pointer, words, element.GetString()!));
                break;
            case JsonValueKind.Number:
                leaves.Add(new Leaf(pointer, words, element.GetRawText()));
                break;
        }
    }
}
