using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Tests.Gateway;

/// <summary>A message with another id is the message that the reader would have read.</summary>
public sealed class RpcRebaseTests
{
    public static TheoryData<string> Messages() => new(
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"x":[1.0]},"_meta":{"progressToken":"t"}}}""",
        """{"params":{"_meta":{"progressToken":12345,"x":1},"name":"a"},"method":"tools/call","jsonrpc":"2.0","id":"abcdef"}""",
        """ {"method":"resources/read","id":1.50,"params":{"uri":"file:///x"},"jsonrpc":"2.0"} """,
        """{"jsonrpc":"2.0","id":1,"result":{"id":1,"content":[]}}""",
        """{"result":{},"jsonrpc":"2.0","id":"\u0031"}""",
        """{"jsonrpc":"2.0","error":{"code":1,"message":"m"},"id":7}""",
        """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"c"}}""");

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_places_of_all_parts_move_along(string text)
    {
        foreach (var id in (string[])["9", "\"a longer id than before\"", "123456789"])
        {
            var changed = RpcRebase.WithId(Read(text), Encoding.UTF8.GetBytes(id));
            Same(Read(Encoding.UTF8.GetString(changed.Utf8.Span)), changed);
            Assert.Equal(id, Encoding.UTF8.GetString(changed.Id.Span));
            if (!changed.ProgressToken.IsEmpty)
            {
                var again = RpcRebase.WithProgressToken(changed, Encoding.UTF8.GetBytes(id));
                Same(Read(Encoding.UTF8.GetString(again.Utf8.Span)), again);
                Assert.Equal(id, Encoding.UTF8.GetString(again.ProgressToken.Span));
            }
        }
    }

    private static RpcMessage Read(string text)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var message, out var fault), fault?.Message);
        return message!;
    }

    private static void Same(RpcMessage expected, RpcMessage actual)
    {
        foreach (var part in (Func<RpcMessage, ReadOnlyMemory<byte>>[])[
            m => m.Utf8, m => m.Id, m => m.Params, m => m.NameRaw, m => m.UriRaw, m => m.CursorRaw, m => m.Arguments, m => m.Meta, m => m.ProgressToken, m => m.Result, m => m.Error])
        {
            Assert.Equal(Encoding.UTF8.GetString(part(expected).Span), Encoding.UTF8.GetString(part(actual).Span));
        }

        Assert.Equal((expected.Kind, expected.Method, expected.Name, expected.Uri), (actual.Kind, actual.Method, actual.Name, actual.Uri));
    }
}
