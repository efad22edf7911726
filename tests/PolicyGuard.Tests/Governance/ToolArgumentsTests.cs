using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Governance;

namespace PolicyGuard.Tests.Governance;

/// <summary>What agents send as arguments: what cannot be read for certain is an error, never nothing.</summary>
public sealed class ToolArgumentsTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{"b":[1,2.50,null,true,"x"]}}""")]
    [InlineData("{}")]
    public void An_object_may_come_as_json_or_as_text_and_is_the_same(string json)
    {
        var native = Read($$"""{"p":{{json}}}""");
        var text = Read($$"""{"p":{{JsonSerializer.Serialize(json)}}}""");
        Assert.Equal(json, native.Object("p"));
        Assert.Equal(json, text.Object("p"));
        Assert.Empty(native.Faults().Concat(text.Faults()));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"a\":1} {\"b\":2}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("/* x */ {}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("\"{}\"")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("none")]
    [InlineData("\ufeff{}")]
    public void Text_that_is_no_strict_object_is_an_error(string text)
    {
        var arguments = Read($$"""{"p":{{JsonSerializer.Serialize(text)}}}""");
        Assert.Null(arguments.Object("p"));
        Assert.Single(arguments.Faults());
    }

    [Fact]
    public void Text_that_nests_without_end_is_an_error()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        var arguments = Read($$"""{"p":{{JsonSerializer.Serialize(deep)}}}""");
        Assert.Null(arguments.Object("p"));
        Assert.Contains("nests deeper", Assert.Single(arguments.Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["read_*",1]""")]
    [InlineData("\"read_*\"")]
    [InlineData("\"\\\"read_*\\\"\"")]
    [InlineData("{}")]
    [InlineData("true")]
    public void A_list_of_texts_is_that_and_nothing_else(string value)
    {
        var arguments = Read($$"""{"l":{{value}}}""");
        arguments.Texts("l");
        Assert.NotEmpty(arguments.Faults());
    }

    [Fact]
    public void All_faults_are_told_at_once_and_what_nobody_asked_for_is_one()
    {
        var arguments = Read("""{"number":1.5,"flag":"perhaps","choice":"z","agent":7,"agent_idd":"x"}""");
        arguments.Required("agent_id", 10);
        arguments.Integer("number", 1, 0, 9);
        arguments.Flag("flag", true);
        arguments.Choice("choice", ["a", "b"]);
        arguments.Optional("agent", 10);
        var faults = arguments.Faults();
        Assert.Equal(6, faults.Count);
        Assert.Contains(faults, static fault => fault.Contains("`agent_idd` is no argument of this tool; did you mean `agent_id`?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void What_is_null_or_empty_is_absent(string value)
    {
        var arguments = Read($$"""{"p":{{value}},"t":{{value}}}""");
        Assert.Null(arguments.Object("p"));
        Assert.Null(arguments.Optional("t", 5));
        Assert.Empty(arguments.Faults());
        Assert.Equal("", Read($$"""{"r":{{value}}}""").Required("r", 5));
    }

    [Theory]
    [InlineData("50", 50)]
    [InlineData("50.0", 50)]
    [InlineData("\"50\"", 50)]
    [InlineData("5e1", 50)]
    public void A_whole_number_is_one_however_it_is_spelled(string value, int expected)
    {
        var arguments = Read($$"""{"n":{{value}}}""");
        Assert.Equal(expected, arguments.Integer("n", 1, 1, 100));
        Assert.Empty(arguments.Faults());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e30")]
    [InlineData("0.5")]
    [InlineData("\"many\"")]
    [InlineData("[]")]
    public void A_number_out_of_bounds_is_an_error_and_not_the_nearest_one(string value)
    {
        var arguments = Read($$"""{"n":{{value}}}""");
        arguments.Integer("n", 1, 1, 100);
        Assert.Single(arguments.Faults());
    }

    private static ToolArguments Read(string json) => new(Encoding.UTF8.GetBytes(json), RpcLimits.Default);
}
