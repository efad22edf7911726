using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Masking;

namespace PolicyGuard.Tests.Taint.Masking;

public sealed class ResultMaskTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private static readonly Scanner Scanner = new();

    // Where an upstream, or whoever writes what it reads, could put a key so that it passes a mask made for texts.
    public static TheoryData<string> Hiding =>
    [
        $$$$"""{"content":[{"type":"text","text":"key {{{{Key}}}} end"}]}""",
        """{"content":[{"type":"text","text":"\u0041KIAIOSFODNN7EXAMPLE"}]}""",
        $$$$"""{"content":[{"type":"text","text":"{{{{Key}}}}"},{"type":"text","text":"{{{{Key}}}}"}]}""",
        $$$$"""{"structuredContent":{"{{{{Key}}}}":{"a":["{{{{Key}}}}"]}}}""",
        $$$$"""{"content":[{"type":"resource_link","uri":"s3://x/{{{{Key}}}}","name":"{{{{Key}}}}","mimeType":"text/{{{{Key}}}}","description":"{{{{Key}}}}"}]}""",
        $$$$"""{"content":[{"type":"text","text":"a","annotations":{"audience":["{{{{Key}}}}"]},"_meta":{"x/y":"{{{{Key}}}}"}}],"_meta":{"{{{{Key}}}}":1}}""",
        $$$$"""{"contents":[{"uri":"file:///a","text":"{{{{Key}}}}"},{"uri":"file:///b","blob":"{{{{Base64($"one {Key} two")}}}}"}]}""",
        $$$$"""{"messages":[{"role":"user","content":{"type":"text","text":"{{{{Key}}}}"}}],"description":"{{{{Key}}}}"}""",
        $$$$"""{"code":-32000,"message":"bad key {{{{Key}}}}","data":{"{{{{Key}}}}":"{{{{Key}}}}","deep":[[{"k":"{{{{Key}}}}"}]]}}""",
        $$$$"""{"content":[{"type":"text","text":"{{{{Key}}}}"}],"isError":true}""",
        $$$$"""{"content":[{"type":"text","text":"{\"creds\":{\"{{{{Key}}}}\":\"{{{{Key}}}}\"},\"list\":[\"{{{{Key}}}}\"]}"}]}""",
        """{"content":[{"type":"text","text":"{\"k\":\"\\u0041KIAIOSFODNN7EXAMPLE\"}"}]}""",
        """{"content":[{"type":"text","text":"AKIAIOSF"},{"type":"text","text":"ODNN7EXAMPLE and more"}]}""",
        """{"content":[{"type":"text","text":"see AKIA"},{"type":"text","text":"IOSFODNN"},{"type":"text","text":"7EXAMPLE"}]}""",
        $$$$"""{"content":[{"type":"text","text":"{{{{new string('x', 3000)}}}} AKIAIOSF"},{"type":"image","data":"AAAA","mimeType":"image/png"},{"type":"text","text":"ODNN7EXAMPLE{{{{new string('y', 3000)}}}}"}]}""",
        $$$$"""{"content":[{"type":"resource","resource":{"uri":"a:b","blob":"{{{{Convert.ToBase64String([0xff, 0xfe, 0x80, .. Encoding.ASCII.GetBytes(Key), 0x00, 0xc3])}}}}"}}]}""",
        $$$$"""{"content":[{"type":"resource","resource":{"uri":"a:b","blob":"{{{{Convert.ToBase64String(Encoding.Unicode.GetBytes($"k {Key} k"))}}}}"}}]}""",
        $$$$"""{"content":[{"type":"resource","resource":{"uri":"a:b","blob":"{{{{Convert.ToBase64String([0xff, 0xfe, .. Encoding.Unicode.GetBytes(Key)])}}}}"}}]}""",
        $$$$"""{"content":[{"type":"image","mimeType":"image/png","data":"{{{{Convert.ToBase64String([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, .. Encoding.ASCII.GetBytes($" {Key} "), 0, 1, 2])}}}}"}]}""",
        $$$$"""{"result":{"content":[{"type":"text","text":"{{{{Key}}}}"}]},"taskId":"t"}""",
        $$$$"""{"[masked name 1]":"x","{{{{Key}}}}":"y"}""",
    ];

    [Theory]
    [MemberData(nameof(Hiding))]
    public void No_form_of_the_key_is_left_and_nothing_is_found_any_more(string result)
    {
        var masked = Mask(result);
        Assert.NotNull(masked);
        using var document = JsonDocument.Parse(masked, new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.DoesNotContain(Key, string.Concat(Strings(document.RootElement)), StringComparison.Ordinal);
        Assert.Empty(Find(masked));
        Assert.True(StrictJson.TryCheck(masked, RpcLimits.Default, out _));
    }

    [Fact]
    public void What_holds_no_finding_stays_byte_for_byte()
    {
        var masked = Encoding.UTF8.GetString(Mask($$$$"""{ "unknown" : 1.50e0,  "content":[ {"type":"text","text":"{{{{Key}}}}"} ,{"type":"text","text":"caf\u00e9 ✓ \/"} ],"z":[1,  2 ] ,"text2":"caf\u00e9"}""")!);
        Assert.Equal("""{ "unknown" : 1.50e0,  "content":[ {"type":"text","text":"[aws-access-key, 20 characters]"} ,{"type":"text","text":"caf\u00e9 ✓ \/"} ],"z":[1,  2 ] ,"text2":"caf\u00e9"}""", masked);
    }

    [Fact]
    public void A_number_stays_a_number_also_in_json_within_a_text()
    {
        var masked = Mask("""{"a":{"card":4111111111111111},"content":[{"type":"text","text":"{\"card\":4111111111111111,\"n\":7}"}]}""", static _ => true)!;
        using var document = JsonDocument.Parse(masked);
        Assert.Equal(0, document.RootElement.GetProperty("a").GetProperty("card").GetInt32());
        Assert.Equal("""{"card":0,"n":7}""", document.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void A_member_that_others_take_apart_keeps_its_form()
    {
        var masked = Encoding.UTF8.GetString(Mask($$$$"""{"content":[{"type":"resource_link","uri":"https://h/{{{{Key}}}}?x=1","name":"n","mimeType":"text/{{{{Key}}}}"}]}""")!);
        Assert.Contains("https://h/masked-aws-access-key?x=1", masked, StringComparison.Ordinal);
        Assert.Contains("text/masked-aws-access-key", masked, StringComparison.Ordinal);
        Assert.True(Uri.TryCreate("https://h/masked-aws-access-key?x=1", UriKind.Absolute, out _));
    }

    [Fact]
    public void A_blob_stays_base64_of_the_same_text_around_the_mask()
    {
        using var document = JsonDocument.Parse(Mask($$$$"""{"contents":[{"uri":"a:b","blob":"{{{{Base64($"éins {Key} zwei")}}}}"}]}""")!);
        Assert.Equal("éins [aws-access-key, 20 characters] zwei", Encoding.UTF8.GetString(document.RootElement.GetProperty("contents")[0].GetProperty("blob").GetBytesFromBase64()));
    }

    [Fact]
    public void A_picture_is_not_searched_for_what_its_bytes_spell_by_chance()
    {
        var json = $$$$"""{"content":[{"type":"image","mimeType":"image/png","data":"{{{{Convert.ToBase64String([0x89, 0x50, 0, 0, 1, .. "someone@example.com "u8, 0, 0])}}}}"}]}""";
        Assert.Empty(Find(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Only_what_counts_is_masked()
    {
        var masked = Encoding.UTF8.GetString(Mask($$$$"""{"a":"{{{{Key}}}} someone@example.com"}""")!);
        Assert.Contains("someone@example.com", masked, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, masked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_with_more_than_can_be_listed_is_not_shown()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Repeat(Key, Scanner.MaxFindings + 1));
        Assert.Null(new ResultMask(Scanner).Mask(json, Find(json), static l => l.Overlaps(LabelSet.Secret), null));
    }

    // Whatever stands around a key, and however the text is cut, no key gets through.
    [Fact]
    public void Random_results_keep_their_shape_and_lose_their_keys()
    {
        var dice = new Random(20261129);
        for (var i = 0; i < 400; i++)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(Grow(dice, 4));
            var findings = Find(json);
            if (findings.Count >= Scanner.MaxFindings)
            {
                continue;
            }

            var masked = new ResultMask(Scanner).Mask(json, findings, static l => l.Overlaps(LabelSet.Secret), null);
            Assert.NotNull(masked);
            Assert.DoesNotContain(Key, Encoding.UTF8.GetString(masked.Value.Span), StringComparison.Ordinal);
            using var was = JsonDocument.Parse(json);
            using var now = JsonDocument.Parse(masked.Value);
            Assert.Equal(Shape(was.RootElement), Shape(now.RootElement));
        }
    }

    internal static byte[]? Mask(string json, Func<LabelSet, bool>? counts = null, string? schema = null)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return new ResultMask(Scanner).Mask(bytes, Find(bytes), counts ?? (static l => l.Overlaps(LabelSet.Secret)), schema is null ? null : OutputSchema.Read(Encoding.UTF8.GetBytes(schema)))?.ToArray();
    }

    private static IReadOnlyList<Finding> Find(byte[] json) => ResultScan.Complete(Scanner, json, Scanner.Scan(json));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static object? Grow(Random dice, int depth) => dice.Next(depth > 0 ? 8 : 5) switch
    {
        0 => dice.Next(100000),
        1 => null,
        2 => Key,
        3 => $"{new string('é', dice.Next(4))} {Key}-{dice.Next(10)} \"\\\n {Key}",
        4 => "plain ✓ text",
        5 => Enumerable.Range(0, dice.Next(4)).Select(_ => Grow(dice, depth - 1)).ToList(),
        6 => new Dictionary<string, object?> { ["content"] = new List<object?> { new Dictionary<string, object?> { ["type"] = "text", ["text"] = Key[..dice.Next(1, 19)] }, new Dictionary<string, object?> { ["type"] = "text", ["text"] = Grow(dice, 0)?.ToString() } } },
        _ => Enumerable.Range(0, dice.Next(4)).ToDictionary(n => n == 0 ? $"k {Key}" : $"k/{n}~", _ => Grow(dice, depth - 1)),
    };

    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(m => Shape(m.Value)))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Shape))}]",
        _ => value.ValueKind.ToString(),
    };

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Strings(m.Value).Prepend($"{m.Name}\n")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.String when value.TryGetBytesFromBase64(out var bytes) => [value.GetString()!, Encoding.Latin1.GetString(bytes), Encoding.Unicode.GetString(bytes)],
        JsonValueKind.String => [value.GetString()!],
        _ => [],
    };
}
