using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Tests.Gateway;

/// <summary>What a request says of its flow is for us: it is read, and cut out before anybody else sees the message.</summary>
public sealed class FlowHintsTests
{
    [Theory]
    [InlineData("""{"policyguard/flow":"t","a":1}""", """{"a":1}""", "t", null)]
    [InlineData("""{"a":1.0 ,"policyguard/request":"pay \"it\"", "b" : [ 2]}""", """{"a":1.0,"b" : [ 2]}""", null, "pay \"it\"")]
    [InlineData("""{"policyguard/flow":"t","policyguard/request":"r"}""", "{}", "t", "r")]
    [InlineData("""{"policyguard\u002fflow":"t"}""", "{}", "t", null)]
    [InlineData("""{"policyguard/flow":7}""", "{}", "", null)]
    [InlineData("""{"policyguard/flow":null,"policyguard/request":{}}""", "{}", "", null)]
    [InlineData("""{"policyguard/agent":"x"}""", """{"policyguard/agent":"x"}""", null, null)]
    public void They_are_read_and_cut_out(string meta, string left, string? token, string? request)
    {
        var hints = FlowHints.Of(Message(meta), RequestHeaders.None);
        Assert.Equal((token, request), (hints.Token, hints.Request));
        Assert.Equal(Message(left).Utf8.ToArray(), hints.Message.Utf8.ToArray());
    }

    [Fact]
    public void What_stands_in_the_message_outweighs_the_headers_and_a_message_without_any_is_the_same_object()
    {
        var headers = new RequestHeaders([]) { Flow = "h", Request = "words" };
        Assert.Equal(("t", "words"), (FlowHints.Of(Message("""{"policyguard/flow":"t"}"""), headers).Token, FlowHints.Of(Message("""{"policyguard/flow":"t"}"""), headers).Request));
        var plain = Message("""{"a":1}""");
        var hints = FlowHints.Of(plain, headers);
        Assert.Same(plain, hints.Message);
        Assert.Equal("h", hints.Token);
    }

    private static RpcMessage Message(string meta) => RpcReader.TryRead(
        Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{},"_meta":{{{meta}}}}}"""), RpcLimits.Default, out var message, out var fault)
        ? message!
        : throw new InvalidOperationException(fault!.Message);
}
