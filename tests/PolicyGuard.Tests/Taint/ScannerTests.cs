using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint;

public sealed class ScannerTests
{
    private static readonly Scanner Scanner = new();

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "aws-access-key")]
    [InlineData("AKIA1234567890ABCDEF", "aws-access-key")]
    [InlineData("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "github-token")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "json-web-token")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "private-key")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", "private-key")]
    [InlineData("api_key = 'abcdefghij0123456789'", "assigned-secret")]
    [InlineData("mail user@example.com now", "email-address")]
    [InlineData("123-45-6789", "us-social-security-number")]
    [InlineData("4111111111111111", "payment-card")]
    [InlineData("4111-1111-1111-1111", "payment-card")]
    [InlineData("5500 0000 0000 0004", "payment-card")]
    public void Finds(string text, string detector) => Assert.Contains(Scan(text), f => f.Detector == detector);

    [Theory]
    [InlineData("Hello, world!")]
    [InlineData("print('hello world')")]
    [InlineData("UTC 14:30 order 1700000000 of 2026-11-01")]
    [InlineData("4111111111111112")]
    [InlineData("000-45-6789")]
    [InlineData("AKIA is a prefix; XAKIAIOSFODNN7EXAMPLEX is a word")]
    [InlineData("password: short")]
    [InlineData("user@localhost and @handle")]
    [InlineData("e5f6c0d1-4111-1111-1111-111111111111")]
    public void Leaves_alone(string text) => Assert.Empty(Scan(text));

    [Fact]
    public void Looks_at_names_numbers_and_depths()
    {
        var findings = Scanner.Scan("""{"a":[{"AKIAIOSFODNN7EXAMPLE":4111111111111111}]}"""u8);
        Assert.Equal(["/a/0/AKIAIOSFODNN7EXAMPLE#key", "/a/0/AKIAIOSFODNN7EXAMPLE"], findings.Select(f => f.Pointer));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("AKIA")]
    [InlineData("xghp_")]
    [InlineData("eyJ")]
    [InlineData("eyJaaaaaaaaaa.")]
    [InlineData("-----BEGIN ")]
    [InlineData("password ")]
    [InlineData("4 ")]
    [InlineData("1-")]
    public void Hostile_text_of_half_a_million_characters_is_scanned_to_its_end(string unit)
    {
        // Not timed: anything quadratic would still be running when the test run is stopped.
        var json = Encoding.UTF8.GetBytes("[\"" + string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length)) + "\"]");
        Assert.True(Scanner.Scan(json).Count <= Scanner.MaxFindings);
    }

    [Fact]
    public void Masks_what_was_found_and_keeps_the_rest()
    {
        var json = JsonDocument.Parse("""{"a":"x AKIAIOSFODNN7EXAMPLE y","n":4111111111111111,"keep":1.50}""").RootElement;
        var masked = Redactor.Redact(json, Scanner.Scan(Encoding.UTF8.GetBytes(json.GetRawText())));
        Assert.Equal("""{"a":"x [aws-access-key, 20 characters] y","n":"[payment-card, 16 characters]","keep":1.50}""", masked.GetRawText());
    }

    private static IReadOnlyList<Finding> Scan(string text) => Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(new[] { text }));
}
