using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Tests.Calls;

/// <summary>What <c>spec/messages</c> cannot say.</summary>
public sealed class RpcReaderTests
{
    private static RpcFault Refuse(string text)
    {
        Assert.False(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out _, out var fault));
        return fault!;
    }

    [Fact]
    public void Every_part_is_a_slice_of_the_given_buffer_even_where_that_is_itself_a_slice()
    {
        var text = """ {"jsonrpc":"2.0","id":"i","method":"tools/call","params":{"name":"n","uri":"u","cursor":"c","arguments":{},"_meta":{"progressToken":1}}} """;
        byte[] padded = [.. "garbage"u8, .. Encoding.UTF8.GetBytes(text), .. "garbage"u8];
        var given = padded.AsMemory(7, text.Length);
        Assert.True(RpcReader.TryRead(given, RpcLimits.Default, out var m, out _));
        foreach (var part in new[] { m!.Utf8, m.Id, m.Params, m.NameRaw, m.UriRaw, m.CursorRaw, m.Arguments, m.Meta, m.ProgressToken })
        {
            Assert.False(part.IsEmpty);
            Assert.True(given.Span.Overlaps(part.Span, out _));
        }

        Assert.Equal(text.Trim(), Encoding.UTF8.GetString(m.Utf8.Span));
    }

    [Theory]
    [InlineData("""{"a":[0,{"b/~":{"c":1,"c":2}}]}""", "at byte 22 (/a/1/b~1~0/c)")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":[7]}}""", "`params.name` must be a string, not an array at byte 63 (/params/name)")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", "`params.name` is missing")]
    [InlineData("""{"jsonrpc":"2.0" "id":1}""", "byte 17 does not belong there")]
    [InlineData("""{"jsonrpc":"2.0" """, "ends at byte 17")]
    [InlineData("", "is empty")]
    public void A_fault_says_where_it_is(string text, string place) => Assert.Contains(place, Refuse(text).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fault_in_the_second_line_is_counted_from_the_first_byte() =>
        Assert.Contains("byte 9 does not", Refuse("{\n\"a\":1,\n}").Message, StringComparison.Ordinal);

    [Fact]
    public void A_fault_cannot_write_lines_colours_or_quotes_into_a_log()
    {
        var evil = "\\n2026-01-01 ALLOW all\\r\\u001b[31m\u202e`\u200b";
        var fault = Refuse($$"""{"{{evil}}":1,"{{evil}}":2}""");
        Assert.Equal(Reasons.MessageDuplicateKey, fault.Reason);
        Assert.DoesNotContain(fault.Message, c => c is < ' ' or > '~');
        Assert.Equal(2, fault.Message.Count(c => c == '`'));
    }

    [Fact]
    public void A_fault_does_not_grow_with_what_it_quotes()
    {
        var name = new string('k', 100_000);
        var deep = string.Concat(Enumerable.Repeat($$"""{"{{name[..100]}}":""", 60));
        var fault = Refuse($$"""{{deep}}{"{{name}}":1,"{{name}}":2}""");
        Assert.Equal(Reasons.MessageDuplicateKey, fault.Reason);
        Assert.InRange(fault.Message.Length, 1, 500);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public void A_repeated_name_is_found_among_very_many(int members)
    {
        var text = new StringBuilder("""{"jsonrpc":"2.0","id":1,"method":"x","params":{""");
        for (var i = 0; i < members; i++)
        {
            text.Append('"').Append('k').Append(i).Append("\":0,");
        }

        Assert.Equal(Reasons.MessageDuplicateKey, Refuse(text + "\"k5\":0}}").Reason);
        Assert.Equal(Reasons.MessageDuplicateKey, Refuse(text + "\"\\u006b5\":0}}").Reason);
        Assert.Equal(Reasons.MessageDuplicateKey, Refuse($"{text}\"k{members - 1}\":0}}}}").Reason);
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text + "\"l\":0}}"), RpcLimits.Default, out _, out _));
    }

    [Fact]
    public void Many_large_objects_within_each_other_keep_their_names_apart()
    {
        // The same twenty names on every level and in every sibling.
        var members = string.Concat(Enumerable.Range(0, 20).Select(i => $"\"m{i}\":{{}},"));
        var nested = Enumerable.Range(0, 30).Aggregate("1", (inner, _) => $"{{{members}\"in\":{inner}}}");
        Assert.True(StrictJson.TryCheck(Encoding.UTF8.GetBytes(nested), RpcLimits.Default, out _));
        var twice = nested.Replace("\"in\":1", "\"in\":1,\"m7\":0", StringComparison.Ordinal);
        Assert.False(StrictJson.TryCheck(Encoding.UTF8.GetBytes(twice), RpcLimits.Default, out var fault));
        Assert.Equal(Reasons.MessageDuplicateKey, fault!.Reason);
    }

    [Fact]
    public void A_name_found_again_after_its_object_closed_is_no_duplicate()
    {
        var large = "{" + string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"m{i}\":0")) + "}";
        Assert.True(StrictJson.TryCheck(Encoding.UTF8.GetBytes($"[{large},{large},{large}]"), RpcLimits.Default, out _));
    }

    [Fact]
    public void Reading_a_known_method_makes_no_string_for_it()
    {
        Assert.True(RpcReader.TryRead("""{"jsonrpc":"2.0","id":1,"method":"ping"}"""u8.ToArray(), RpcLimits.Default, out var m, out _));
        Assert.Same(RpcMethods.Ping, m!.Method);
    }
}
