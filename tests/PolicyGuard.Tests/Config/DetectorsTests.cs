using PolicyGuard.Taint;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary><c>detectors</c>: what is read, and what is refused where.</summary>
public sealed class DetectorsTests
{
    [Fact]
    public void Detectors_of_one_s_own_are_read_and_find()
    {
        var options = Options(
            """
            detectors:
              rules: [house.toml]
              disabled: [aws-access-key]
              allow: ["email-address@/cc/*", "pattern:S-1234.*"]
              custom:
                staff: { pattern: '\b(S-\d{8})\b', keywords: [s-], label: pii, entropy: '1.5', description: staff numbers }
            """).Detectors;
        Assert.Equal(["/project/house.toml"], options.RuleFiles);
        var faults = new List<Diagnostic>();
        var set = DetectorCompiler.Compile(options.Sources, faults);
        Assert.Empty(faults);
        Assert.Contains(new DetectorInfo("staff", PolicyGuard.Calls.LabelSet.Pii, "staff numbers"), set!.List());
        var found = new Scanner(set).Scan("""{"a":"S-98765432 S-11111111 S-12345678 AKIAIOSFODNN7EXAMPLE","cc":["a@example.com"],"to":"a@example.com"}"""u8);
        Assert.Equal(["staff /a", "email-address /to"], found.Select(f => $"{f.Detector} {f.Pointer}"));
    }

    [Theory]
    [InlineData("disabled: [aws-acess-key]", "config.yaml:1:24: error[detector-id]: there is no detector `aws-acess-key` (did you mean `aws-access-key`?)")]
    [InlineData("allow: ['sha256:abc']", "`abc` is no SHA-256")]
    [InlineData("allow: ['pattern:(']", "error[detector-pattern]")]
    [InlineData("custom: { a: { pattern: '(?=x)' } }", "is not supported")]
    public void What_has_no_meaning_is_refused(string detectors, string expected)
    {
        var faults = new List<Diagnostic>();
        Assert.Null(DetectorCompiler.Compile(Options("detectors: { " + detectors + " }").Detectors.Sources, faults));
        Assert.Contains(expected, Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("custom: { a: { keywords: [x] } }", "detector `a` has no `pattern`")]
    [InlineData("custom: { a: { pattern: x, entropy: high } }", "`detectors.custom.a.entropy` takes a number from 0 to 8, not `high`")]
    [InlineData("custom: { a: { pattern: x, checksum: crc } }", "takes one of `luhn`")]
    [InlineData("custom: { a: { patern: x } }", "did you mean")]
    public void What_is_no_detector_is_refused(string detectors, string expected) => Assert.Contains(expected, Faults("detectors: { " + detectors + " }"), StringComparison.Ordinal);
}
