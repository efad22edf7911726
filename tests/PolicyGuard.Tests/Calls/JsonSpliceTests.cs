using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Tests.Calls;

public sealed class JsonSpliceTests
{
    private static RpcMessage Read(string text)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var message, out var fault), fault?.Message);
        return message!;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    [Fact]
    public void Everything_but_the_part_stays_as_it_came()
    {
        var m = Read("""{ "id" : 1.0,"x":1e5,  "jsonrpc":"2.0","method":"tools/call","params":{"name":"a\u0062","z":[ ]}}""");
        var changed = JsonSplice.Apply(m.Utf8, RpcEdits.Name(m, "fs\"é"), RpcEdits.Id(m, "\"g7\""u8.ToArray()));
        Assert.Equal("""{ "id" : "g7","x":1e5,  "jsonrpc":"2.0","method":"tools/call","params":{"name":"fs\u0022\u00E9","z":[ ]}}""", Text(changed));
        Assert.Equal("fs\"é", Read(Text(changed)).Name);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"progressToken":7}}}""")]
    [InlineData("""{"params":{},"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"params":{"_meta":{"progressToken":7}},"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"params":{ "a":1 },"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"params":{ "a":1 ,"_meta":{"progressToken":7}},"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"params":{"_meta":{}},"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"params":{"_meta":{"progressToken":7}},"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"params":{"_meta":{"t":"x"}},"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"params":{"_meta":{"t":"x","progressToken":7}},"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"params":{"_meta":{"progressToken":"old"}},"jsonrpc":"2.0","id":1,"method":"ping"}""", """{"params":{"_meta":{"progressToken":7}},"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"old"}}""", """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7}}""")]
    public void A_progress_token_finds_its_place(string before, string after)
    {
        var m = Read(before);
        var changed = Text(JsonSplice.Apply(m.Utf8, RpcEdits.ProgressToken(m, "7"u8.ToArray())));
        Assert.Equal(after, changed);
        Assert.Equal("7", Text(Read(changed).ProgressToken));
    }

    [Fact]
    public void Results_cursors_uris_and_cancelled_ids_can_be_replaced()
    {
        var result = Read("""{"jsonrpc":"2.0","id":1,"result":{"a":[1]}}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":{}}""", Text(JsonSplice.Replace(result.Utf8, result.Result, "{}"u8)));
        var page = Read("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"c"}}""");
        Assert.Equal("\"d\"", Text(Read(Text(JsonSplice.Apply(page.Utf8, RpcEdits.Cursor(page, "d")))).CursorRaw));
        var read = Read("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"u"}}""");
        Assert.Equal("v", Read(Text(JsonSplice.Apply(read.Utf8, RpcEdits.Uri(read, "v")))).Uri);
        var cancel = Read("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");
        Assert.Equal("9", Text(Read(Text(JsonSplice.Apply(cancel.Utf8, RpcEdits.CancelledId(cancel, "9"u8.ToArray())))).CancelledId));
    }

    [Fact]
    public void A_part_of_another_buffer_is_refused_even_where_the_bytes_are_the_same()
    {
        var m = Read("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        Assert.Throws<ArgumentException>(() => JsonSplice.Replace(m.Utf8, m.Id.ToArray(), "2"u8));
        Assert.Throws<ArgumentException>(() => JsonSplice.Replace(m.Utf8, default, "2"u8));
        Assert.Throws<ArgumentException>(() => JsonSplice.Apply(m.Utf8, new JsonEdit(m.Id.ToArray(), "2"u8.ToArray())));
    }

    [Fact]
    public void A_part_of_the_same_buffer_outside_the_document_is_refused()
    {
        byte[] buffer = [.. "12"u8, .. "[3]"u8, .. "45"u8];
        var document = buffer.AsMemory(2, 3);
        Assert.Throws<ArgumentException>(() => JsonSplice.Replace(document, buffer.AsMemory(1, 2), "9"u8));
        Assert.Throws<ArgumentException>(() => JsonSplice.Replace(document, buffer.AsMemory(4, 2), "9"u8));
        Assert.Equal("[9]", Text(JsonSplice.Replace(document, buffer.AsMemory(3, 1), "9"u8)));
    }

    [Fact]
    public void Edits_that_meet_are_refused()
    {
        ReadOnlyMemory<byte> d = "[1,2,3]"u8.ToArray();
        var with = "9"u8.ToArray();
        Assert.Throws<ArgumentException>(() => JsonSplice.Apply(d, new JsonEdit(d[1..4], with), new JsonEdit(d[3..4], with)));
        Assert.Throws<ArgumentException>(() => JsonSplice.Apply(d, new JsonEdit(d[3..4], with), new JsonEdit(d[3..4], with)));
        Assert.Throws<ArgumentException>(() => JsonSplice.Apply(d, new JsonEdit(d.Slice(3, 0), with), new JsonEdit(d.Slice(3, 0), with)));
        Assert.Equal("[9,9,9]", Text(JsonSplice.Apply(d, new JsonEdit(d[5..6], with), new JsonEdit(d[1..2], with), new JsonEdit(d[3..4], with))));
    }

    [Fact]
    public void A_member_is_never_appended_twice()
    {
        ReadOnlyMemory<byte> d = """{"a":{"\u0062":1}}"""u8.ToArray();
        var container = d[5..^1];
        Assert.Throws<ArgumentException>(() => JsonSplice.AppendMember(d, container, "b", "2"u8));
        Assert.Equal("""{"a":{"\u0062":1,"c":2}}""", Text(JsonSplice.AppendMember(d, container, "c", "2"u8)));
        Assert.Throws<ArgumentException>(() => JsonSplice.AppendMember(d, d[10..16], "c", "2"u8));
        Assert.Throws<ArgumentException>(() => JsonSplice.Quote("\ud800"));
    }

    [Fact]
    public void Parts_are_found_by_their_unescaped_names()
    {
        ReadOnlyMemory<byte> d = """{"x":{"tools":1},"t\u006fols":[ {"a":1}, [2], "3" ],"n":null}"""u8.ToArray();
        Assert.True(JsonParts.TryGetMember(d, "tools", out var tools));
        Assert.Equal(["{\"a\":1}", "[2]", "\"3\""], JsonParts.Elements(tools).Select(Text));
        Assert.Empty(JsonParts.Elements("[]"u8.ToArray()));
        Assert.True(JsonParts.TryGetMember(d, "n", out var none));
        Assert.Equal("null", Text(none));
        Assert.False(JsonParts.TryGetMember(d, "N", out _));
        Assert.Throws<ArgumentException>(() => JsonParts.TryGetMember(tools, "n", out _));
        Assert.Throws<ArgumentException>(() => JsonParts.Elements(d));
        Assert.Throws<ArgumentException>(() => JsonParts.Elements(default));
        Assert.Throws<ArgumentException>(() => JsonParts.TryGetMember(default, "n", out _));
    }
}
