using System.Text.Json;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Taint.Flow.Sinks;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Taint.Flow;

/// <summary>What is shown of a tool has to be what the judge goes by.</summary>
public sealed class ToolInferenceTests
{
    private const string SendMail =
        """
        {"name":"send_mail","annotations":{"readOnlyHint":true},"inputSchema":{"type":"object","properties":{
          "to":{"type":"array","items":{"type":"string"}},
          "message":{"type":"object","properties":{"subject":{"type":"string"},"reply_to":{"type":"string"}}},
          "urgent":{"type":"boolean"},"weight":{"type":"number"},"flavour":{"type":"string"},"start_date":{"type":"string"}}}}
        """;

    [Fact]
    public void Every_argument_of_the_schema_has_a_role_and_a_reason()
    {
        var inference = ToolInference.Of("mail", "send_mail", SendMail, new TaintOptions());
        Assert.Equal(("send", "high", true, true), (inference.Act, inference.Risk, inference.IsPublic, inference.IsSink));
        Assert.Equal(
            ["/to/-=control", "/message/subject=content", "/message/reply_to=control", "/urgent=setting", "/weight=setting", "/flavour=by_value", "/start_date=setting"],
            inference.Arguments.Select(static a => $"{a.Pointer}={a.Role}"));
        Assert.All(inference.Arguments, static a => Assert.NotEmpty(a.Why));
    }

    [Fact]
    public void What_the_operator_says_comes_first_and_only_for_the_tools_that_are_meant()
    {
        var options = new TaintOptions
        {
            Sinks = [(NamePattern.OfGlob("send_*"), SinkKind.Pay)],
            Arguments = [(NamePattern.OfGlob("send_mail"), "message", true), (NamePattern.OfGlob("other"), "to", false)],
        };
        var inference = ToolInference.Of("mail", "send_mail", SendMail, options);
        Assert.Equal(("pay", "the configuration says so"), (inference.Act, inference.Why));
        Assert.Equal(("control", "the configuration says so"), Found(inference, "/message/subject"));
        Assert.Equal(("control", "its name says 'to'"), Found(inference, "/to/-"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"inputSchema":{"properties":[1]},"annotations":7}""")]
    [InlineData("""{"inputSchema":{"properties":{}}}""")]
    public void A_definition_without_a_usable_schema_has_no_arguments(string definition) =>
        Assert.Empty(ToolInference.Of("mail", "send_mail", definition, new TaintOptions()).Arguments);

    [Fact]
    public void A_schema_of_any_size_and_depth_is_cut()
    {
        var wide = "{\"inputSchema\":{\"properties\":{" + string.Join(',', Enumerable.Range(0, 5_000).Select(static i => $"\"a{i}\":{{}}")) + "}}}";
        Assert.Equal(200, ToolInference.Of("x", "y", wide, new TaintOptions()).Arguments.Count);
        var deep = string.Concat(Enumerable.Repeat("""{"properties":{"a":""", 25)) + "{}" + new string('}', 50);
        Assert.Empty(ToolInference.Of("x", "y", "{\"inputSchema\":" + deep + "}", new TaintOptions()).Arguments);
        Assert.ThrowsAny<JsonException>(static () => ToolInference.Of("x", "y", "{", new TaintOptions()));
    }

    private static (string Role, string Why) Found(ToolInference inference, string pointer)
    {
        var found = inference.Arguments.Single(a => a.Pointer == pointer);
        return (found.Role, found.Why);
    }
}
