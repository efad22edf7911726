using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Text;

/// <summary>Runs <c>spec/names</c>.</summary>
public sealed class NameCasesTests
{
    private static readonly YamlMappingNode[] CanonicalCases = [.. Spec.Cases("names/canonical.yaml")];
    private static readonly Dictionary<string, YamlMappingNode> BypassCases = Spec.Cases("names/bypasses.yaml").ToDictionary(c => c.Scalar("name")!);

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, CanonicalCases.Length)];

    public static TheoryData<string> Tricks => [.. BypassCases.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_name_compares_as_the_case_says(int number)
    {
        var c = CanonicalCases[number];
        var made = Read(c, out var name, out var fault);
        if (c.Scalar("refuse") is { } why)
        {
            Assert.False(made, $"{c.Scalar("written")} became {name?.Full}");
            Assert.Contains(why, fault);
            return;
        }

        Assert.True(made, fault);
        var full = c.Scalar("full")!.Normalize(System.Text.NormalizationForm.FormKD);
        Assert.Equal((full, c.Scalar("leaf") ?? full), (name!.Full, name.Leaf));
        Assert.Equal(c.Scalar("written"), name.Shown);
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_trick_does_not_slip_past_a_deny_rule(string trick)
    {
        var c = BypassCases[trick];
        var outcome = !Read(c, out var name, out _) ? "refused"
            : NamePattern.OfGlob(c.Scalar("pattern") ?? "delete_*").Matches(name!, wide: true) ? "stopped" : $"passed as {name!.Full}";
        Assert.Equal(c.Scalar("outcome"), outcome);
    }

    private static bool Read(YamlMappingNode c, out CanonicalName? name, out string? fault)
    {
        // YAML cannot say half of a surrogate pair.
        var written = c.Scalar("written")!.Replace("<D800>", "\uD800", StringComparison.Ordinal);
        return c.Scalar("kind") == "uri" ? CanonicalName.TryCreateOpaque(written, out name, out fault) : CanonicalName.TryCreate(written, out name, out fault);
    }
}
