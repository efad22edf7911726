using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class WireTests
{
    [Theory]
    [InlineData("1", 1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("01", null)]
    [InlineData("1.0", null)]
    [InlineData("1e0", null)]
    [InlineData("\"1\"", null)]
    [InlineData("1 ", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("", null)]
    public void Only_a_number_of_ours_is_read_as_one(string raw, long? id) =>
        Assert.Equal(id, Wire.TryParse(Encoding.ASCII.GetBytes(raw), out var read) ? read : null);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":12,"result":"xxxxxxxxxxxxxxxxxxx""", "xxxxxxxxxxxxxx", "12")]
    [InlineData("""{"id": 12 ,"result":"xxxxxxxxxxxxxxxxxxx""", "xxxxxxxxxxxxxx", "12")]
    [InlineData("""{"result":"xxxxxxxxxxxxxxxxxxx""", """xxxxxxx","jsonrpc":"2.0","id":12}""", "12")]
    [InlineData("""{"result":"xxxxxxxxxxxxxxxxxxx""", """xxxxxxx","id":12,"jsonrpc":"2.0"}""", "12")]
    [InlineData("""{"result":{"content":[{"id":12,"x":"xxxx""", "xxxxxxxxxxxxxx", "")]
    [InlineData("""{"result":"xxxx""", """xx","id":12,"more":{"data":"of somebody's"}}}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":"12","result":""", "xxxxxxxxxxxxxx", "")]
    [InlineData("""{"jsonrpc":"2.0","id":12""", "34", "")]
    [InlineData("""{"result":"xxxx""", """xx","a":{"id":12}}""", "")]
    [InlineData("", "", "")]
    public void The_id_of_an_answer_too_long_to_read_is_looked_for_only_where_servers_put_it(string head, string tail, string id) =>
        Assert.Equal(id, Encoding.ASCII.GetString(IdHint.Find(new Line(LineKind.TooLong, Encoding.ASCII.GetBytes(head), Encoding.ASCII.GetBytes(tail), 1000))));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":5,"result":{"a":1.0}}""")]
    [InlineData("""{"result":{"a":1.0},"x":[],"id":5,"jsonrpc":"2.0"}""")]
    [InlineData("""{"error":{"code":-1,"message":"id"},"jsonrpc":"2.0","id":5}""")]
    public void An_answer_gets_the_clients_id_and_keeps_every_other_byte(string json)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(json), RpcLimits.Default, out var message, out _));

        var mine = Wire.Response(message!, "\"ü\""u8.ToArray());

        Assert.Equal(json.Replace("\"id\":5", "\"id\":\"ü\"", StringComparison.Ordinal), Encoding.UTF8.GetString(mine.Utf8.Span));
        Assert.Equal("\"ü\"", Encoding.UTF8.GetString(mine.Id.Span));
        Assert.Equal(Encoding.UTF8.GetString(message!.Result.Span), Encoding.UTF8.GetString(mine.Result.Span));
        Assert.Equal(Encoding.UTF8.GetString(message.Error.Span), Encoding.UTF8.GetString(mine.Error.Span));
        Assert.Equal(message.Kind, mine.Kind);
    }
}
