using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Tests.Gateway;

/// <summary>Small texts on the wire: header values, ids, versions, what is pinned of a tool.</summary>
public sealed class WireTextTests
{
    // The specification's own examples (2026-07-28, Streamable HTTP, Value Encoding).
    [Theory]
    [InlineData("us-west1", "us-west1")]
    [InlineData("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?=")]
    [InlineData(" padded ", "=?base64?IHBhZGRlZCA=?=")]
    [InlineData("line1\nline2", "=?base64?bGluZTEKbGluZTI=?=")]
    [InlineData("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=")]
    public void Header_values_are_encoded_as_the_specification_shows_and_read_back(string text, string header)
    {
        Assert.Equal(header, HeaderText.Encode(text));
        Assert.Equal(text, HeaderText.Decode(header));
    }

    [Theory]
    [InlineData("=?base64?!!?=")]
    [InlineData("=?base64?gICA?=")]
    public void Header_values_that_decode_to_no_text_are_none(string header) => Assert.Null(HeaderText.Decode(header));

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("", "", false)]
    [InlineData("1", "", false)]
    public void Ids_are_one_however_they_are_spelled(string a, string b, bool same) => Assert.Equal(same, RpcIds.Same(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b)));

    [Theory]
    [InlineData("2026-07-28", true)]
    [InlineData("2027-01-01", true)]
    [InlineData("2025-11-25", false)]
    [InlineData("", false)]
    [InlineData("latest", false)]
    [InlineData("9", false)]
    [InlineData(null, false)]
    public void Versions_are_dates(string? version, bool modern) => Assert.Equal(modern, Revisions.IsModern(version));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{ } }""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":1,"_meta":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":1 }}}""")]
    public void A_request_is_carried_into_the_modern_era_and_back(string text)
    {
        Assert.True(RpcReader.TryRead(Encoding.UTF8.GetBytes(text), RpcLimits.Default, out var message, out _));

        var modern = ModernMeta.Add(message!);
        Assert.Equal(Revisions.Modern, modern.ProtocolVersion);
        Assert.Null(ModernMeta.Remove(modern).ProtocolVersion);
        Assert.Equal(message!.Meta.IsEmpty ? 0 : text.Contains("\"x\":1 }", StringComparison.Ordinal) ? 1 : 0, JsonDocument.Parse(ModernMeta.Remove(modern).Meta).RootElement.EnumerateObject().Count());
    }

    [Theory]
    [InlineData("""{"name":"a","description":"d","inputSchema":{"b":1,"a":2}}""", """{"inputSchema":{"a":2,"b":1},"description":"d","name":"a"}""", true)]
    [InlineData("""{"name":"a","inputSchema":{"n":1}}""", """{"name":"a","inputSchema":{"n":1.0}}""", true)]
    [InlineData("""{"name":"a"}""", """{"name":"a","_meta":{"x":1},"icons":[],"execution":{}}""", true)]
    [InlineData("""{"name":"a"}""", """{"name":"a","title":"b"}""", false)]
    [InlineData("""{"name":"a"}""", """{"name":"a","description":""}""", false)]
    [InlineData("""{"name":"a","annotations":{"readOnlyHint":true}}""", """{"name":"a","annotations":{"readOnlyHint":false}}""", false)]
    [InlineData("""{"name":"a","outputSchema":{}}""", """{"name":"a"}""", false)]
    public void A_pin_changes_with_what_a_model_reads_and_with_nothing_else(string first, string second, bool same) => Assert.Equal(same,
        ToolHash.Of(JsonDocument.Parse(first).RootElement).Hash == ToolHash.Of(JsonDocument.Parse(second).RootElement).Hash);

    [Fact]
    public void Hints_that_are_no_booleans_say_nothing()
    {
        var definition = ToolHash.Definition(JsonDocument.Parse("""{"name":"a","annotations":{"readOnlyHint":"true","destructiveHint":false,"openWorldHint":null}}""").RootElement, "h", false);
        Assert.Equal((null, false, null), (definition.ReadOnly, definition.Destructive, definition.OpenWorld));
    }

    [Theory]
    [InlineData("tools/call", Treatment.Call)]
    [InlineData("resources/subscribe", Treatment.Call)]
    [InlineData("completion/complete", Treatment.Call)]
    [InlineData("tools/list", Treatment.List)]
    [InlineData("ping", Treatment.Pass)]
    [InlineData("logging/setLevel", Treatment.Standing)]
    [InlineData("tasks/update", Treatment.Task)]
    [InlineData("tasks/result", Treatment.Task)]
    [InlineData("Tools/Call", Treatment.Unknown)]
    [InlineData("tools/call ", Treatment.Unknown)]
    [InlineData("sampling/createMessage", Treatment.Unknown)]
    public void What_is_not_in_the_table_is_unknown(string method, object treatment) => Assert.Equal(treatment, Methods.FromClient(method).Treatment);
}
