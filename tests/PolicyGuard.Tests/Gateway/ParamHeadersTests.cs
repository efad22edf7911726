using System.Text;
using System.Text.Json;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Tests.Gateway;

/// <summary>Whoever routes by a mirrored header and whoever runs the arguments see one value.</summary>
public sealed class ParamHeadersTests
{
    private const string Tool = """
        {"name":"t","inputSchema":{"type":"object","properties":{
            "region":{"type":"string","x-mcp-header":"Region"},
            "count":{"type":"integer","x-mcp-header":"Count"},
            "nested":{"type":"object","properties":{"deep":{"type":"boolean","x-mcp-header":"Deep"}}},
            "list":{"type":"array","items":{"type":"object","properties":{"no":{"x-mcp-header":"No"}}}},
            "bad":{"type":"string","x-mcp-header":"a b"},
            "plain":{"type":"string"}}}}
        """;

    [Theory]
    [InlineData("""{"region":"us"}""", "Region=us", true)]
    [InlineData("""{"region":"us"}""", "region=us", true)]
    [InlineData("""{"region":"us"}""", "", false)]
    [InlineData("""{"region":"us"}""", "Region=US", false)]
    [InlineData("""{"region":"us"}""", "Region=us;Other=x", true)]
    [InlineData("""{"region":"é"}""", "Region==?base64?w6k=?=", true)]
    [InlineData("""{"region":"Hello"}""", "Region==?base64?SGVsbG8?=", false)]
    [InlineData("""{"region":null}""", "", true)]
    [InlineData("""{"region":null}""", "Region=us", false)]
    [InlineData("""{}""", "Region=us", false)]
    [InlineData("""{"count":42}""", "Count=42.0", true)]
    [InlineData("""{"count":42}""", "Count=43", false)]
    [InlineData("""{"nested":{"deep":true}}""", "Deep=true", true)]
    [InlineData("""{"nested":{"deep":true}}""", "Deep=True", false)]
    [InlineData("""{"list":[{"no":"x"}],"plain":"y"}""", "", true)]
    public void Headers_and_arguments_agree_or_it_is_told(string arguments, string headers, bool agrees)
    {
        var sent = headers.Length == 0 ? [] : headers.Split(';').Select(h => new KeyValuePair<string, string>("Mcp-Param-" + h[..h.IndexOf('=', StringComparison.Ordinal)], h[(h.IndexOf('=', StringComparison.Ordinal) + 1)..])).ToArray();
        Assert.Equal(agrees, Mirrored().Mismatch(Encoding.UTF8.GetBytes(arguments), new RequestHeaders(sent)) is null);
    }

    [Fact]
    public void What_we_send_for_a_plain_client_agrees_with_itself()
    {
        var arguments = Encoding.UTF8.GetBytes("""{"region":" é ","count":-7,"nested":{"deep":false},"plain":"x"}""");
        var made = Mirrored().Make(arguments).ToList();
        Assert.Equal(["Mcp-Param-Region", "Mcp-Param-Count", "Mcp-Param-Deep"], made.Select(h => h.Key));
        Assert.Null(Mirrored().Mismatch(arguments, new RequestHeaders(made)));
    }

    [Fact]
    public void A_tool_without_annotations_mirrors_nothing() => Assert.Null(ParamHeaders.Of(JsonDocument.Parse("""{"name":"t","inputSchema":{"properties":{"a":{}}}}""").RootElement));

    private static ParamHeaders Mirrored() => ParamHeaders.Of(JsonDocument.Parse(Tool).RootElement)!;
}
