using System.Text.Json;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Npm;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>The page of the governance tools names what they have, and the examples work.</summary>
public sealed class PageTests
{
    [Fact]
    public void Every_argument_and_every_field_of_a_result_stands_in_the_section_of_its_tool()
    {
        var page = Repository.Read("docs", "governance-tools.md").Split("\n## ").ToDictionary(static section => section[..section.IndexOf('\n', StringComparison.Ordinal)].Trim());
        foreach (var name in GovernanceDefinitions.Names)
        {
            var tool = GovernanceDefinitions.Of(name);
            foreach (var member in tool.GetProperty("inputSchema").GetProperty("properties").EnumerateObject().Concat(tool.GetProperty("outputSchema").GetProperty("properties").EnumerateObject()))
            {
                Assert.True(page[name].Contains($"`{member.Name}`", StringComparison.Ordinal), $"{name}: `{member.Name}` is not on the page");
            }
        }
    }

    [Fact]
    public async Task The_script_asks_and_is_answered()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a script for a Unix shell");
        await using var rig = await GovernanceRig.StartAsync();
        var (code, output, error) = await Companion.RunAsync(Companion.Command("sh", Path.Combine(Repository.Root, "examples", "governance", "ask.sh"), new Uri(rig.Url, "mcp").ToString()));
        Assert.True(code == 0, error + output);
        Assert.Contains("\"allowed\":true", output, StringComparison.Ordinal);
        Assert.Contains("Delete operations require admin trust level", output, StringComparison.Ordinal);
        Assert.Contains("agent_denied_tools", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifests_name_tools_that_there_are_and_only_those_an_agent_needs()
    {
        var agent = Read("agent.yaml").Single();
        Assert.Equal("kagent.dev/v1alpha2", ((YamlScalarNode)agent["apiVersion"]).Value);
        var spec = (YamlMappingNode)agent["spec"]["declarative"];
        var ours = ((YamlSequenceNode)spec["tools"]).Single(static tool => ((YamlScalarNode)tool["mcpServer"]["name"]).Value == "policyguard");
        var names = ((YamlSequenceNode)ours["mcpServer"]["toolNames"]).Select(static name => ((YamlScalarNode)name).Value!).ToList();
        Assert.All(names, name => Assert.Contains(name, GovernanceDefinitions.Names));
        Assert.DoesNotContain("create_policy", names);
        Assert.All(names, name => Assert.Contains($"`{name}`", ((YamlScalarNode)spec["systemMessage"]).Value));
        var server = Read("policyguard.yaml").Single(static document => ((YamlScalarNode)document["kind"]).Value == "RemoteMCPServer");
        Assert.EndsWith("/mcp/governance", ((YamlScalarNode)server["spec"]["url"]).Value, StringComparison.Ordinal);
        Assert.Equal("STREAMABLE_HTTP", ((YamlScalarNode)server["spec"]["protocol"]).Value);
    }

    [Theory]
    [InlineData("mcp")]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task The_definitions_are_printed_as_other_clients_read_them(string format)
    {
        using var playground = new Playground();
        var run = await playground.RunAsync("governance", "schema", "--format", format);
        Assert.Equal(0, run.Code);
        var tools = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().ToList();
        Assert.Equal(6, tools.Count);
        var first = format == "openai" ? tools[0].GetProperty("function") : tools[0];
        Assert.Equal("validate_action", first.GetProperty("name").GetString());
        var schema = first.GetProperty(format switch { "openai" => "parameters", "anthropic" => "input_schema", _ => "inputSchema" });
        Assert.Equal(["action_type", "target", "agent_id"], schema.GetProperty("required").EnumerateArray().Select(static name => name.GetString()!));
        Assert.Equal(format == "mcp", schema.GetRawText().Contains("anyOf", StringComparison.Ordinal));
        if (format != "mcp")
        {
            Assert.Equal("object", schema.GetProperty("properties").GetProperty("parameters").GetProperty("type").GetString());
        }
    }

    private static List<YamlNode> Read(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("examples", "kagent", file)));
        return [.. yaml.Documents.Select(static document => document.RootNode)];
    }
}
