using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class ModernStatusTests
{
    private const string Stateless = """{"jsonrpc":"2.0","id":1,"method":"x/y","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""";
    private const string InSession = """{"jsonrpc":"2.0","id":1,"method":"x/y"}""";
    private const string Greeting = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}""";

    [Theory]
    [InlineData(Stateless, "-32601", 404)]
    [InlineData(Stateless, "-32020", 400)]
    [InlineData(Stateless, "-32021", 400)]
    [InlineData(Stateless, "-32022", 400)]
    [InlineData(Stateless, "-32602", 200)] // of a tool, or of a prompt: the request itself was read
    [InlineData(Stateless, "1e99", 200)]
    [InlineData(InSession, "-32601", 200)]
    [InlineData(Greeting, "-32022", 200)]
    public void A_stateless_client_learns_the_era_from_the_status(string request, string code, int status) =>
        Assert.Equal(status, ModernStatus.Of(Read(request), Read("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"data\":{\"code\":-32022},\"code\":" + code + ",\"message\":\"no\"}}")));

    [Fact]
    public void A_result_that_looks_like_an_error_is_a_result() =>
        Assert.Equal(200, ModernStatus.Of(Read(Stateless), Read("""{"jsonrpc":"2.0","id":1,"result":{"code":-32601}}""")));

    private static RpcMessage Read(string json) =>
        RpcReader.TryRead(Encoding.UTF8.GetBytes(json), RpcLimits.Default, out var message, out var fault) ? message! : throw new InvalidOperationException(fault?.Message);
}
