using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Envelopes;
using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Envelopes;

public sealed class SeedCasesTests
{
    private const string File = "envelopes/seed.yaml";

    public static TheoryData<string> Hashes => Of("json");

    public static TheoryData<string> Workspaces => Of("files");

    public static TheoryData<string> Surroundings => Of("environment");

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_value_has_the_hash_of_its_canonical_form(string name)
    {
        using var json = JsonDocument.Parse(Case(name).Scalar("json")!);
        Assert.Equal(Case(name).Scalar("sha256"), Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(json.RootElement))));
    }

    [Theory]
    [MemberData(nameof(Workspaces))]
    public void A_workspace_has_a_root_of_its_own(string name)
    {
        var root = Root(name);
        Compare(name, root, Root);
        if (Case(name).Scalar("root") is { } expected)
        {
            Assert.Equal(expected, root);
        }
    }

    [Theory]
    [MemberData(nameof(Surroundings))]
    public void A_snapshot_says_where_a_call_ran_and_no_value(string name)
    {
        var text = Encoding.UTF8.GetString(Snapshot(name).Json.Span);
        Compare(name, Snapshot(name).Digest, static n => Snapshot(n).Digest);
        Assert.Contains(Case(name).Scalar("says") ?? "", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Case(name).Scalar("says_not") ?? "\0", text, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(text);
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(json.RootElement)));
        var rest = text.Replace($"\"digest\":\"{Snapshot(name).Digest}\",", "", StringComparison.Ordinal);
        Assert.Equal(Snapshot(name).Digest, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rest))));
    }

    private static void Compare(string name, string value, Func<string, string> of)
    {
        if (Case(name).Scalar("same_as") is { } same)
        {
            Assert.Equal(of(same), value);
        }

        if (Case(name).Scalar("differs_from") is { } other)
        {
            Assert.NotEqual(of(other), value);
        }
    }

    private static string Root(string name) => WorkspaceRoot.Of(
        Case(name).Map("files")!.Children.Select(static f => (((YamlScalarNode)f.Key).Value!, (ReadOnlyMemory<byte>)SHA256.HashData(Encoding.UTF8.GetBytes(((YamlScalarNode)f.Value).Value!)))));

    private static EnvironmentSnapshot Snapshot(string name)
    {
        var variables = Case(name).Map("environment")!;
        var facts = new EnvironmentFacts { Gateway = "1.2.3", System = "Linux 6", Architecture = "x64", Runtime = ".NET 10" };
        return EnvironmentSnapshot.Of(facts.WithVariables(variables.Children.Keys.Select(static k => ((YamlScalarNode)k).Value!), n => variables.Scalar(n) is "unset" ? null : variables.Scalar(n)));
    }

    private static YamlMappingNode Case(string name) => Spec.Cases(File).Single(c => c.Scalar("name") == name);

    private static TheoryData<string> Of(string key) => [.. Spec.Cases(File).Where(c => c.Children.ContainsKey(new YamlScalarNode(key))).Select(static c => c.Scalar("name")!)];
}
