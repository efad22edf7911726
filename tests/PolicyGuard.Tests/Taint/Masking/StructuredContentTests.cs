using System.Text;
using System.Text.Json;
using PolicyGuard.Taint.Masking;

namespace PolicyGuard.Tests.Taint.Masking;

/// <summary>A masked result must go on fitting its tool's output schema: clients refuse one that does not.</summary>
public sealed class StructuredContentTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";

    // What a schema may ask of the place where the key stands.
    [Theory]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"type":"string","minLength":40}""", $"{Key} {Key}")]
    [InlineData("""{"type":"string","maxLength":20}""")]
    [InlineData("""{"type":"string","minLength":20,"maxLength":20}""")]
    [InlineData("""{"type":"string","pattern":"^[A-Z0-9]{20}$"}""")]
    [InlineData("""{"type":"string","pattern":"^AKIA|^[A-Z0-9]+$"}""")]
    [InlineData("""{"enum":["AKIAIOSFODNN7EXAMPLE","other"]}""")]
    [InlineData("""{"type":"string","format":"uri"}""", $"https://h/?k={Key}")]
    [InlineData("""{"type":"string","format":"email"}""", $"{Key} @h"+"ost", false)]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string","maxLength":25}]}""")]
    [InlineData("""{"$ref":"#/$defs/key"}""")]
    [InlineData("""{"type":["string","null"],"pattern":"^A.*E$"}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"maxLength":20},{"pattern":"^[A-Z0-9]*$"}]}""")]
    public void A_masked_text_still_fits(string property, string value = Key, bool fitted = true)
    {
        var schema = $$$$"""{"type":"object","required":["a","b"],"properties":{"a":{{{{property}}}},"b":{"const":1}},"additionalProperties":false,"$defs":{"key":{"type":"string","maxLength":20} } }""";
        var masked = ResultMaskTests.Mask($$$$"""{"content":[],"structuredContent":{"a":{{{{JsonSerializer.Serialize(value)}}}},"b":1},"isError":false}""", schema: schema);
        Assert.NotNull(masked);
        using var document = JsonDocument.Parse(masked);
        Assert.DoesNotContain(Key, document.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(fitted, OutputSchema.Read(Encoding.UTF8.GetBytes(schema))!.Fits(document.RootElement.GetProperty("structuredContent")));
        Assert.Equal("\"isError\":false}", Encoding.UTF8.GetString(masked)[^16..]);
    }

    [Theory]
    [InlineData("""{"type":"integer","minimum":4000000000000000,"maximum":4200000000000000}""")]
    [InlineData("""{"type":"integer","exclusiveMinimum":9}""")]
    [InlineData("""{"type":"number","multipleOf":3}""", true)]
    public void A_masked_number_still_fits(string property, bool wasWrong = false)
    {
        var schema = $$$$"""{"properties":{"list":{"items":{{{{property}}}} } } }""";
        var masked = ResultMaskTests.Mask("""{"structuredContent":{"list":[4111111111111111]}}""", static _ => true, schema);
        using var document = JsonDocument.Parse(masked!);
        var list = document.RootElement.GetProperty("structuredContent").GetProperty("list");
        Assert.NotEqual(4111111111111111, list[0].GetInt64());
        Assert.True(wasWrong || OutputSchema.Read(Encoding.UTF8.GetBytes(schema))!.Fits(document.RootElement.GetProperty("structuredContent")));
    }

    // Nothing but the key itself fits, or the key is a name that has to be there: then nothing is shown rather than something wrong.
    [Theory]
    [InlineData("""{"properties":{"a":{"const":"AKIAIOSFODNN7EXAMPLE"}}}""", """{"a":"AKIAIOSFODNN7EXAMPLE"}""")]
    [InlineData("""{"properties":{"a":{"enum":["AKIAIOSFODNN7EXAMPLE"]}}}""", """{"a":"AKIAIOSFODNN7EXAMPLE"}""")]
    [InlineData("""{"required":["AKIAIOSFODNN7EXAMPLE"]}""", """{"AKIAIOSFODNN7EXAMPLE":1}""")]
    [InlineData("""{"additionalProperties":false,"properties":{"AKIAIOSFODNN7EXAMPLE":{}}}""", """{"AKIAIOSFODNN7EXAMPLE":1}""")]
    public void Where_nothing_fits_nothing_is_shown(string schema, string content) =>
        Assert.Null(ResultMaskTests.Mask($$$$"""{"structuredContent":{{{{content}}}}}""", schema: schema));

    [Fact]
    public void A_result_that_did_not_fit_before_need_not_fit_now() =>
        Assert.NotNull(ResultMaskTests.Mask("""{"structuredContent":{"a":"AKIAIOSFODNN7EXAMPLE"}}""", schema: """{"required":["b"],"properties":{"a":{"const":"AKIAIOSFODNN7EXAMPLE"}}}"""));

    [Fact]
    public void The_result_within_a_task_is_held_to_the_schema_too()
    {
        const string schema = """{"properties":{"a":{"type":"string","maxLength":20}}}""";
        using var document = JsonDocument.Parse(ResultMaskTests.Mask("""{"taskId":"t","result":{"structuredContent":{"a":"AKIAIOSFODNN7EXAMPLE"}}}""", schema: schema)!);
        Assert.Equal("masked", document.RootElement.GetProperty("result").GetProperty("structuredContent").GetProperty("a").GetString());
    }

    // A schema comes from the upstream: it must not be able to hold the gate up.
    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"properties":{"a":{"pattern":"^(([a-z])+.)+[A-Z]([a-z])+$(?=x)"}}}""")]
    [InlineData("""{"properties":{"a":{"pattern":"("}}}""")]
    [InlineData("""{"properties":7,"items":"x","required":{},"enum":1,"type":{},"allOf":{},"minLength":"x","patternProperties":[],"$ref":7}""")]
    public void A_hostile_schema_ends(string schema)
    {
        var masked = ResultMaskTests.Mask("""{"structuredContent":{"a":"AKIAIOSFODNN7EXAMPLE"}}""", schema: schema);
        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(masked ?? []), StringComparison.Ordinal);
    }
}
