using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Calls;

/// <summary>What holds for every JSON value. Each property is tried with the same values in every run.</summary>
public sealed class ReaderPropertiesTests
{
    private static readonly FsCheck.Config Repeatable = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true).WithReplay(20260731, 41);

    private static readonly Gen<int> Seeds = Gen.Choose(0, int.MaxValue);

    [Fact]
    public void Any_arguments_come_through_byte_for_byte()
    {
        var cases = from tree in JsonTexts.Objects from seed in Seeds select JsonTexts.Write(tree, seed).Trim();
        Check(cases, arguments =>
        {
            var m = Read($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{{{arguments}}},"z":1}}""");
            return Text(m.Arguments) == arguments && m.Name == "x";
        });
    }

    [Fact]
    public void Any_value_is_accepted_however_it_is_spelled() => Check(Values, text =>
        StrictJson.TryCheck(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out _)
        && JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement.ValueKind != JsonValueKind.Undefined);

    [Fact]
    public void A_member_twice_is_refused_wherever_it_is_and_however_it_is_spelled()
    {
        var cases =
            from tree in JsonTexts.Trees
            from seed in Seeds
            let found = JsonTexts.ObjectsWithin(tree).ToList()
            where found.Count > 0
            let target = found[seed % found.Count]
            let member = target.Members[seed % target.Members.Count]
            let twice = new JsonTree.Object([.. target.Members, (member.Name, new JsonTree.Raw("0"))])
            select JsonTexts.Write(JsonTexts.Replace(tree, target, twice), seed);
        Check(cases, text => !StrictJson.TryCheck(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var fault) && fault!.Reason == Reasons.MessageDuplicateKey);
    }

    [Fact]
    public void A_value_spliced_in_is_the_value_read_back()
    {
        var cases = from oldTree in JsonTexts.Trees from newTree in JsonTexts.Trees from seed in Seeds
                    select (Old: JsonTexts.Write(oldTree, seed).Trim(), New: JsonTexts.Write(newTree, seed + 1).Trim());
        Check(cases, c =>
        {
            var m = Read($$"""{"result":{{c.Old}},"jsonrpc":"2.0","id":"a","x":{{c.Old}}}""");
            var changed = Read(Text(JsonSplice.Apply(m.Utf8, new JsonEdit(m.Result, Encoding.UTF8.GetBytes(c.New)), RpcEdits.Id(m, "5"u8.ToArray()))));
            return Text(changed.Result) == c.New && Text(changed.Id) == "5" && Text(changed.Utf8).EndsWith($"\"x\":{c.Old}}}", StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_member_appended_is_the_member_read_back()
    {
        var cases = from tree in JsonTexts.Objects from value in JsonTexts.Trees from seed in Seeds
                    select (Object: JsonTexts.Write(tree, seed).Trim(), Value: JsonTexts.Write(value, seed).Trim());
        Check(cases, c =>
        {
            ReadOnlyMemory<byte> document = Encoding.UTF8.GetBytes($"[{c.Object},1]");
            var changed = JsonSplice.AppendMember(document, document[1..^3], "new \"member\"", Encoding.UTF8.GetBytes(c.Value));
            return StrictJson.TryCheck(changed, RpcLimits.Default, out _)
                && JsonParts.TryGetMember(JsonParts.Elements(changed)[0], "new \"member\"", out var found) && Text(found) == c.Value;
        });
    }

    [Fact]
    public void The_canonical_form_does_not_depend_on_spelling_or_order()
    {
        var cases = from tree in JsonTexts.Trees from a in Seeds from b in Seeds select (A: JsonTexts.Write(tree, a), B: JsonTexts.Write(tree, b));
        Check(cases, c => Canonical(c.A) == Canonical(c.B));
    }

    [Fact]
    public void The_canonical_form_is_its_own_and_means_the_same() => Check(Values, text =>
    {
        var canonical = Canonical(text);
        using var before = JsonDocument.Parse(text);
        using var after = JsonDocument.Parse(canonical);
        return Canonical(canonical) == canonical && Same(before.RootElement, after.RootElement);
    });

    private static Gen<string> Values => from tree in JsonTexts.Trees from seed in Seeds select JsonTexts.Write(tree, seed);

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) => Prop.ForAll(cases.ToArbitrary(), holds).Check(Repeatable);

    private static string Canonical(string text)
    {
        using var json = JsonDocument.Parse(text);
        return Encoding.UTF8.GetString(CanonicalJson.Serialize(json.RootElement));
    }

    // Numbers are compared as doubles, as the canonical form has them.
    private static bool Same(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Object => a.GetPropertyCount() == b.GetPropertyCount() && a.EnumerateObject().All(m => b.TryGetProperty(m.Name, out var v) && Same(m.Value, v)),
        JsonValueKind.Array => a.EnumerateArray().Zip(b.EnumerateArray()).All(p => Same(p.First, p.Second)) && a.GetArrayLength() == b.GetArrayLength(),
        JsonValueKind.String => a.GetString() == b.GetString(),
        JsonValueKind.Number => a.GetDouble().Equals(b.GetDouble()) || (a.GetDouble() == 0 && b.GetDouble() == 0),
        _ => true,
    };

    private static RpcMessage Read(string text)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var message, out var fault), fault?.Message);
        return message!;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
