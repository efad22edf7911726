using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Governance;
using PolicyGuard.Tests.Governance;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>What the earlier program of this name did, documented or had tests for, through the official client over HTTP.</summary>
public sealed class SeedCasesTests
{
    public static TheoryData<string, string> Single => Of("single");

    public static TheoryData<string, string> Keys => Of("keys");

    [Theory]
    [MemberData(nameof(Single))]
    public Task As_the_local_users_client(string file, string name) => RunAsync(file, name, keys: false);

    [Theory]
    [MemberData(nameof(Keys))]
    public Task As_admin_where_keys_are_configured(string file, string name) => RunAsync(file, name, keys: true);

    private static async Task RunAsync(string file, string name, bool keys)
    {
        var one = GovernanceCases.All().Single(c => c.File == file && c.Case.Text("name") == name).Case;
        await using var rig = await GovernanceRig.StartAsync();
        if (one.Text("fixture") == "seed")
        {
            await rig.SeedAsync();
        }

        var key = keys ? await rig.KeyAsync("admin") : null;
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(rig.Url, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        });
        await using var client = await McpClient.CreateAsync(transport);
        var kept = new Dictionary<string, string>();
        foreach (var step in ((YamlSequenceNode)one.At("steps")!).Cast<YamlMappingNode>().Where(step => Takes(step, keys ? "keys" : "single")))
        {
            if (step.Text("operator") is { } act)
            {
                var answered = await new ApprovalDesk(rig.Services).AnswerAsync(
                    GovernanceRig.Operator, kept[step.Text("id")![1..]], act == "approve", null, null, default);
                Assert.Null(answered.Refusal);
                continue;
            }

            await StepAsync(client, step, kept);
        }
    }

    private static async Task StepAsync(McpClient client, YamlMappingNode step, Dictionary<string, string> kept)
    {
        var arguments = step.Text("raw") ?? GovernanceCases.Json(step.At("args")!, kept);
        var result = await client.CallToolAsync(step.Text("tool")!, JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(static m => m.Name, static m => (object?)m.Value));
        var reason = result.Meta?["policyguard/reason"]?.GetValue<string>();
        if (step.Text("refused") == "true")
        {
            Assert.True(result.IsError == true && reason is not null, Shown(result));
        }
        else if (step.Text("denied") != "true")
        {
            Assert.True(step.Text("error") == reason && (reason is not null) == (result.IsError == true), Shown(result));
        }

        if (result.StructuredContent is not { } node)
        {
            Assert.NotNull(reason);
            return;
        }

        var structured = JsonDocument.Parse(node.ToString()!).RootElement;
        var text = JsonDocument.Parse(result.Content.OfType<TextContentBlock>().Single().Text).RootElement;
        Assert.True(JsonElement.DeepEquals(structured, text), "the text is not the same JSON");
        Assert.Empty(JsonSchema.Faults(GovernanceDefinitions.Of(step.Text("tool")!).GetProperty("outputSchema"), structured));
        if (step.Text("denied") == "true")
        {
            Assert.False(structured.GetProperty("allowed").GetBoolean());
        }

        if (step.At("expect") is YamlMappingNode expect)
        {
            GovernanceCases.Check(structured, expect, kept);
        }

        foreach (var (name, path) in step.At("keep") as YamlMappingNode ?? [])
        {
            kept[((YamlScalarNode)name).Value!] = structured.GetProperty(((YamlScalarNode)path).Value!).GetString()!;
        }
    }

    private static string Shown(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(static block => block.Text)) + result.Meta;

    private static bool Takes(YamlMappingNode node, string mode) => node.At("modes") is not YamlSequenceNode modes || modes.Any(m => ((YamlScalarNode)m).Value == mode);

    private static TheoryData<string, string> Of(string mode)
    {
        var data = new TheoryData<string, string>();
        foreach (var (file, one) in GovernanceCases.All().Where(c => Takes(c.Case, mode)))
        {
            data.Add(file, one.Text("name")!);
        }

        return data;
    }
}
