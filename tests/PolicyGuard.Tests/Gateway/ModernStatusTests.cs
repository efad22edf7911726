using System.Text;
using PolicyGuard.Gateway.Mcp;

namespace PolicyGuard.Tests.Gateway;

public sealed class ModernStatusTests
{
    [Theory]
    [InlineData("-32601", 404)]
    [InlineData("-32020", 400)]
    [InlineData("-32021", 400)]
    [InlineData("-32022", 400)]
    [InlineData("-32602", 200)] // of a tool, or of a prompt: the request itself was read
    [InlineData("1e99", 200)]
    public void A_stateless_client_learns_the_era_from_the_status_whatever_the_errors_data_say(string code, int status) =>
        Assert.Equal(status, Of("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"data\":{\"code\":-32022},\"code\":" + code + ",\"message\":\"no\"}}"));

    [Fact]
    public void A_result_that_looks_like_an_error_is_a_result() =>
        Assert.Equal(200, Of("""{"jsonrpc":"2.0","id":1,"result":{"error":{"code":-32601},"code":-32601}}"""));

    [Fact]
    public void A_status_that_the_upstream_gave_stays() =>
        Assert.Equal(503, ModernStatus.Of(new RouterReply("""{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}"""u8.ToArray(), 503)).HttpStatus);

    private static int Of(string json) => ModernStatus.Of(new RouterReply(Encoding.UTF8.GetBytes(json))).HttpStatus;
}
