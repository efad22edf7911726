using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Tests.Calls;

public sealed class RpcReaderTests
{
    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static RpcMessage Read(string text)
    {
        Assert.True(RpcReader.TryRead(Bytes(text), RpcLimits.Default, out var message, out var fault), fault?.Message);
        Assert.Null(fault);
        return message!;
    }

    private static RpcFault Refuse(string text) => Refuse(Bytes(text), RpcLimits.Default);

    private static RpcFault Refuse(ReadOnlyMemory<byte> utf8, RpcLimits limits)
    {
        Assert.False(RpcReader.TryRead(utf8, limits, out var message, out var fault));
        Assert.Null(message);
        return fault!;
    }

    [Fact]
    public void Every_part_that_the_gate_reads_is_the_callers_bytes()
    {
        var m = Read("""
             {"jsonrpc":"2.0", "id": 1.50e1 ,"method":"tools\/call","params":{"name":"na\u006de","arguments":{ "n":1.0 },
             "_meta":{"progressToken":"p","io.modelcontextprotocol/protocolVersion":"2026-07-28"},"uri":"file:///x","cursor":"c"},"x":1}
            """);
        Assert.Equal((RpcKind.Request, "tools/call", "name", "file:///x", "2026-07-28"), (m.Kind, m.Method, m.Name, m.Uri, m.ProtocolVersion));
        Assert.Equal(["1.50e1", "\"na\\u006de\"", "{ \"n\":1.0 }", "\"p\"", "\"file:///x\"", "\"c\""],
            new[] { m.Id, m.NameRaw, m.Arguments, m.ProgressToken, m.UriRaw, m.CursorRaw }.Select(Text));
        Assert.StartsWith("{\"name\"", Text(m.Params), StringComparison.Ordinal);
        Assert.StartsWith("{\"jsonrpc\"", Text(m.Utf8), StringComparison.Ordinal);
        Assert.EndsWith("\"x\":1}", Text(m.Utf8), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"x","a":1,"\u0061":2}""", "message.duplicate_key", "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"x","params":{"a":[{"k":1,"k":2}]},"id":"last"}""", "message.duplicate_key", "\"last\"")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}""", "message.duplicate_key", "")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x"} {}""", "message.not_json", "")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x",}""", "message.not_json", "")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""", "message.not_utf8", "")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"x"}]""", "message.batch", "")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"x"}""", "message.invalid", "")]
    [InlineData("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"a","Name":"b"}}""", "message.invalid", "3")]
    public void What_two_readers_could_take_differently_is_refused(string text, string reason, string id)
    {
        var fault = Refuse(text);
        Assert.Equal((reason, id), (fault.Reason, Text(fault.Id)));
    }
}
