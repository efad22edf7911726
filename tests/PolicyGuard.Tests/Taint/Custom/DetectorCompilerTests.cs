using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Taint.Custom;

public sealed class DetectorCompilerTests
{
    private const string Key = "AKIAIOSFODNN7EXAMPLE";
    private static readonly DetectorDocument Acme = new() { Id = "acme", Pattern = "acme-([a-z0-9]{8,40})", Keywords = ["acme"] };

    [Fact]
    public void A_pattern_with_a_keyword_is_found_and_its_group_is_the_value()
    {
        var finding = Assert.Single(Scan(new() { Custom = [Acme] }, "see acme-9fk2mx7q and ACME-9fk2mx7q"));
        Assert.Equal(("acme", 9, 8), (finding.Detector, finding.Start, finding.Length));
    }

    [Fact]
    public void Entropy_and_checksums_are_asked_of_the_value()
    {
        var random = Acme with { Entropy = 2.5 };
        Assert.Equal(["acme"], Ids(new() { Custom = [random] }, "acme-9fk2mx7q"));
        Assert.Empty(Ids(new() { Custom = [random] }, "acme-aaaaaaaa"));
        Assert.Equal(["acme"], Ids(new() { Custom = [random] }, "acme-aaaaaaaa acme-9fk2mx7q"));
        var card = new DetectorDocument { Id = "member", Pattern = "M-(\\d{12,19})\\b", Checksum = "luhn" };
        Assert.Equal(["member"], Ids(new() { Custom = [card] }, "M-0000-0000 M-799273987130 M-079927398713"));
        Assert.Empty(Ids(new() { Custom = [card] }, "M-079927398710"));
    }

    [Theory]
    [InlineData("luhn", "79927398713", true)]
    [InlineData("luhn", "79927398710", false)]
    [InlineData("mod97", "GB82 WEST 1234 5698 7654 32", true)]
    [InlineData("mod97", "GB82 WEST 1234 5698 7654 33", false)]
    [InlineData("mod11", "0-306-40615-2", true)]
    [InlineData("mod11", "0-8044-2957-X", true)]
    [InlineData("mod11", "0-306-40615-3", false)]
    [InlineData("verhoeff", "2363", true)]
    [InlineData("verhoeff", "2364", false)]
    public void Checksums_hold(string name, string value, bool holds) => Assert.Equal(holds, Checksums.Holds(name, value));

    [Fact]
    public void A_member_is_put_to_a_pattern_of_assignments()
    {
        var assigned = new DetectorDocument { Id = "acme", Pattern = "(?i)acme_?key\\s*[=:]\\s*([a-z0-9]{8})", Keywords = ["acme"] };
        var scanner = new Scanner(Compile(new() { Custom = [assigned] }));
        var finding = Assert.Single(scanner.Scan("""{"ACME_KEY":"9fk2mx7q","other":"9fk2mx7q"}"""u8));
        Assert.Equal(("/ACME_KEY", 0, 8), (finding.Pointer, finding.Start, finding.Length));
    }

    [Fact]
    public void What_is_disabled_finds_nothing()
    {
        Assert.Equal(["aws-access-key"], Ids(new(), Key));
        Assert.Empty(Ids(new() { Disabled = [("aws-*", new Origin("c", 1, 1))] }, Key));
        Assert.Empty(Ids(new() { Disabled = [("hidden-token", new Origin("c", 1, 1))] }, Convert.ToBase64String("9fk2mx7qlw4zbt1vrc8y"u8)));
    }

    [Fact]
    public void A_value_is_allowed_by_its_digest_by_a_pattern_and_by_its_place()
    {
        Assert.Empty(Ids(new() { Allowed = [new() { Digests = [Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))] }] }, $"x {Key}"));
        Assert.Empty(Ids(new() { Allowed = [new() { Patterns = ["^AKIA.*EXAMPLE$"] }] }, $"x {Key}"));
        Assert.Equal(["aws-access-key"], Ids(new() { Allowed = [new() { Patterns = ["^AKIA.*SAMPLE$"] }] }, $"x {Key}"));
        Assert.Equal(["aws-access-key"], Ids(new() { Allowed = [new() { Detector = "github-*", Patterns = ["AKIA"] }] }, $"x {Key}"));
        var scanner = new Scanner(Compile(new() { Allowed = [new() { Detector = "aws-*", Pointer = "/docs/*" }] }));
        Assert.Equal(["/other"], scanner.Scan(Encoding.UTF8.GetBytes($$"""{"docs":{"a":"{{Key}}"},"other":"{{Key}}"}""")).Select(f => f.Pointer));
    }

    [Fact]
    public void What_is_encoded_is_allowed_by_what_it_stands_for() =>
        Assert.Empty(Ids(new() { Allowed = [new() { Patterns = ["^AKIA.*EXAMPLE$"] }] }, Convert.ToBase64String(Encoding.UTF8.GetBytes($"the key {Key}"))));

    [Theory]
    [InlineData("Acme", "x", "secret", 0, null, "cannot name")]
    [InlineData("aws-access-key", "x", "secret", 0, null, "already")]
    [InlineData("unscanned", "x", "secret", 0, null, "already")]
    [InlineData("acme", "x(", "secret", 0, null, "x(")]
    [InlineData("acme", "x*", "secret", 0, null, "empty text")]
    [InlineData("acme", "(?=x)y", "secret", 0, null, "not supported")]
    [InlineData("acme", "x", "top-secret", 0, null, "no label")]
    [InlineData("acme", "x", "secret", 9, null, "impossible")]
    [InlineData("acme", "x", "secret", 0, "crc", "no checksum")]
    public void A_fault_says_where_it_is(string id, string pattern, string label, double entropy, string? checksum, string says)
    {
        var faults = new List<Diagnostic>();
        var document = new DetectorDocument { Id = id, Pattern = pattern, Label = label, Entropy = entropy, Checksum = checksum, Origin = new Origin("c.yaml", 3, 7) };
        Assert.Null(DetectorCompiler.Compile(new DetectorSources { Custom = [document] }, faults));
        var fault = Assert.Single(faults);
        Assert.Equal(("c.yaml", 3, 7), (fault.File, fault.Line, fault.Column));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_names_nothing_is_refused_with_the_one_that_was_meant()
    {
        var faults = new List<Diagnostic>();
        Assert.Null(DetectorCompiler.Compile(new DetectorSources { Disabled = [("aws-acess-key", new Origin("c", 1, 1))] }, faults));
        Assert.Contains("aws-access-key", Assert.Single(faults).Help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_cannot_look_at_all_of_a_text_says_so()
    {
        // Each match is thrown away for its entropy, and there are far too many.
        var detector = new DetectorDocument { Id = "slow", Pattern = "a", Entropy = 1 };
        var finding = Assert.Single(Scan(new() { Custom = [detector] }, new string('a', 50_000)));
        Assert.Equal(Scanner.Unscanned, finding.Detector);
    }

    private static DetectorSet Compile(DetectorSources sources)
    {
        var faults = new List<Diagnostic>();
        var set = DetectorCompiler.Compile(sources, faults);
        Assert.Empty(faults);
        return set!;
    }

    private static IReadOnlyList<PolicyGuard.Calls.Finding> Scan(DetectorSources sources, string text) => new Scanner(Compile(sources)).ScanText(text);

    private static IEnumerable<string> Ids(DetectorSources sources, string text) => Scan(sources, text).Select(f => f.Detector);
}
