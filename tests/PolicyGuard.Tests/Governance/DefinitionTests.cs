using System.Text.Json;
using PolicyGuard.Gateway.Governance;

namespace PolicyGuard.Tests.Governance;

/// <summary>The definitions of the governance tools are what a model sees of them: whole, true and able to tell right from wrong.</summary>
public sealed class DefinitionTests
{
    public static TheoryData<string> Names => [.. GovernanceDefinitions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_keeps_to_its_schema(string name)
    {
        var tool = GovernanceDefinitions.Of(name);
        foreach (var schema in new[] { tool.GetProperty("inputSchema"), tool.GetProperty("outputSchema") })
        {
            if (schema.TryGetProperty("examples", out var examples))
            {
                Assert.All(examples.EnumerateArray(), example => Assert.Empty(JsonSchema.Faults(schema, example)));
            }

            Assert.All(Schemas(schema), inner =>
            {
                var values = (inner.TryGetProperty("examples", out var some) ? some.EnumerateArray() : Enumerable.Empty<JsonElement>()).Concat(inner.TryGetProperty("default", out var usual) ? [usual] : []);
                Assert.All(values, value => Assert.Empty(JsonSchema.Faults(inner, value)));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_is_described_and_bounded_and_the_example_leads(string name)
    {
        var tool = GovernanceDefinitions.Of(name);
        Assert.Equal(name, tool.GetProperty("name").GetString());
        Assert.True(tool.GetProperty("description").GetString()!.Length > 100);
        var input = tool.GetProperty("inputSchema");
        Assert.False(input.GetProperty("additionalProperties").GetBoolean());
        Assert.NotEmpty(input.GetProperty("examples").EnumerateArray());
        Assert.All(input.GetProperty("properties").EnumerateObject(), parameter =>
        {
            Assert.True(parameter.Value.GetProperty("description").GetString()!.Length > 10, parameter.Name);
            Assert.True(
                parameter.Value.TryGetProperty("enum", out _) || parameter.Value.TryGetProperty("maxLength", out _) || parameter.Value.TryGetProperty("maximum", out _)
                || parameter.Value.TryGetProperty("anyOf", out _) || parameter.Value.TryGetProperty("pattern", out _) || parameter.Value.GetProperty("type").GetString() == "boolean",
                $"{parameter.Name} has no bound");
        });
    }

    [Theory]
    [InlineData("validate_action", true, false, true)]
    [InlineData("register_agent", false, false, true)]
    [InlineData("create_policy", false, true, true)]
    [InlineData("get_audit_log", true, false, true)]
    [InlineData("get_compliance_status", true, false, true)]
    [InlineData("report_incident", false, true, false)]
    public void The_annotations_are_right(string name, bool reads, bool destroys, bool repeats)
    {
        var annotations = GovernanceDefinitions.Of(name).GetProperty("annotations");
        Assert.Equal(reads, annotations.GetProperty("readOnlyHint").GetBoolean());
        Assert.Equal(destroys, annotations.GetProperty("destructiveHint").GetBoolean());
        Assert.Equal(repeats, annotations.GetProperty("idempotentHint").GetBoolean());
        Assert.False(annotations.GetProperty("openWorldHint").GetBoolean());
    }

    [Fact]
    public void The_schema_checker_itself_says_no()
    {
        var input = GovernanceDefinitions.Of("validate_action").GetProperty("inputSchema");
        foreach (var wrong in new[] { "{}", """{"action_type":"","target":"x","agent_id":"a"}""", """{"action_type":"t","target":"x","agent_id":"a","more":1}""", """{"action_type":"t","target":"x","agent_id":"a","parameters":[1]}""" })
        {
            Assert.NotEmpty(JsonSchema.Faults(input, JsonDocument.Parse(wrong).RootElement));
        }
    }

    private static IEnumerable<JsonElement> Schemas(JsonElement schema)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject().Where(static p => p.Value.ValueKind == JsonValueKind.Object))
            {
                yield return property.Value;
                foreach (var inner in Schemas(property.Value))
                {
                    yield return inner;
                }
            }
        }
    }
}
