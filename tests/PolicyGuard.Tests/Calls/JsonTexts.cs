using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PolicyGuard.Tests.Calls;

/// <summary>A JSON value that can be written in many spellings.</summary>
internal abstract record JsonTree
{
    public sealed record Object(IReadOnlyList<(string Name, JsonTree Value)> Members) : JsonTree;

    public sealed record Array(IReadOnlyList<JsonTree> Items) : JsonTree;

    public sealed record Text(string Value) : JsonTree;

    /// <summary>A number or a literal, as it is written.</summary>
    public sealed record Raw(string Json) : JsonTree;
}

/// <summary>Makes JSON values, and writes them with blanks, escapes and orders of members that depend on a seed.</summary>
internal static class JsonTexts
{
    private static readonly string[] Numbers =
        ["0", "-0", "1", "-1", "1.0", "1.50", "1e5", "1E+5", "100000", "2e-3", "9007199254740993", "123456789012345678901234567890", "0.1", "5e-324", "1.7976931348623157e308"];

    private static readonly string[] Pieces =
        ["a", "B", "name", "é", "e\u0301", "\U0001F600", "\u20ac", "\0", "\n", "\"", "\\", "/", "\u007f", "\u2028", "\ufb33", "_meta", " ", "k", "ſ", "<", ""];

    private static readonly Gen<string> Strings = Few(Gen.Elements(Pieces), 6).Select(string.Concat);

    /// <summary>Values of any kind, without two members of one name.</summary>
    public static readonly Gen<JsonTree> Trees = Gen.Sized(size => Tree(Math.Min(size, 40)));

    /// <summary>Objects.</summary>
    public static readonly Gen<JsonTree> Objects = Gen.Sized(size => Container(Math.Min(size, 40)));

    /// <summary>The value as text; another seed gives another spelling of the same value.</summary>
    public static string Write(JsonTree tree, int seed)
    {
        var text = new StringBuilder();
        Write(tree, new Dice((ulong)seed), text);
        return text.ToString();
    }

    /// <summary>All objects within a value that have a member.</summary>
    public static IEnumerable<JsonTree.Object> ObjectsWithin(JsonTree tree) => tree switch
    {
        JsonTree.Object o => (o.Members.Count > 0 ? [o] : Enumerable.Empty<JsonTree.Object>()).Concat(o.Members.SelectMany(m => ObjectsWithin(m.Value))),
        JsonTree.Array a => a.Items.SelectMany(ObjectsWithin),
        _ => [],
    };

    /// <summary>The value with one object replaced.</summary>
    public static JsonTree Replace(JsonTree tree, JsonTree.Object old, JsonTree with) => tree switch
    {
        _ when ReferenceEquals(tree, old) => with,
        JsonTree.Object o => new JsonTree.Object([.. o.Members.Select(m => (m.Name, Replace(m.Value, old, with)))]),
        JsonTree.Array a => new JsonTree.Array([.. a.Items.Select(i => Replace(i, old, with))]),
        _ => tree,
    };

    private static Gen<JsonTree> Tree(int size) => size <= 1
        ? Leaf()
        : Gen.OneOf(Leaf(), Container(size), Few(Tree(size / 3), 6).Select(items => (JsonTree)new JsonTree.Array(items)));

    private static Gen<JsonTree> Container(int size) =>
        // Now and then more members than are compared one by one.
        from most in Gen.Frequency((9, Gen.Constant(6)), (1, Gen.Constant(24)))
        from names in Few(Strings, most)
        from values in Tree(size / (most > 6 ? 9 : 3)).ArrayOf(names.Length)
        select (JsonTree)new JsonTree.Object([.. names.Zip(values).DistinctBy(m => m.First)]);

    private static Gen<T[]> Few<T>(Gen<T> item, int most) => Gen.Choose(0, most).SelectMany(n => item.ArrayOf(n));

    private static Gen<JsonTree> Leaf() => Gen.OneOf(
        Strings.Select(s => (JsonTree)new JsonTree.Text(s)),
        Gen.Elements(Numbers).Select(n => (JsonTree)new JsonTree.Raw(n)),
        Gen.Elements("true", "false", "null").Select(l => (JsonTree)new JsonTree.Raw(l)));

    private static void Write(JsonTree tree, Dice dice, StringBuilder text)
    {
        Blank(dice, text);
        switch (tree)
        {
            case JsonTree.Object o:
                WriteAll('{', '}', dice.Shuffle(o.Members), text, m =>
                {
                    Blank(dice, text);
                    WriteString(m.Name, dice, text);
                    Blank(dice, text);
                    text.Append(':');
                    Write(m.Value, dice, text);
                });
                break;
            case JsonTree.Array a:
                WriteAll('[', ']', a.Items, text, item => Write(item, dice, text));
                break;
            case JsonTree.Text s:
                WriteString(s.Value, dice, text);
                break;
            case JsonTree.Raw raw:
                text.Append(raw.Json);
                break;
        }

        Blank(dice, text);
    }

    private static void WriteAll<T>(char open, char close, IEnumerable<T> items, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "" : ",");
            first = false;
            write(item);
        }

        text.Append(close);
    }

    private static void WriteString(string value, Dice dice, StringBuilder text)
    {
        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            var escape = rune.Value is < ' ' or '"' or '\\' || dice.Below(8) == 0;
            foreach (var c in rune.ToString())
            {
                text.Append(!escape ? c.ToString() : dice.Below(2) == 0 ? $"\\u{(int)c:x4}" : $"\\u{(int)c:X4}");
            }
        }

        text.Append('"');
    }

    private static void Blank(Dice dice, StringBuilder text) => text.Append(dice.Below(6) switch { 0 => " ", 1 => "\n\t", 2 => "\r", _ => "" });
}
