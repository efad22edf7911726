using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint.Layers;

public sealed class OverlapTests
{
    [Fact]
    public void Two_detectors_on_the_same_characters_make_one_finding_with_the_labels_of_both()
    {
        var scanner = new Scanner(new DetectorSet([new Word("first", "code-12345", LabelSet.Pii), new Word("second", "code-12345", LabelSet.Secret)]));
        var finding = Assert.Single(scanner.ScanText("a code-12345 b"));
        Assert.Equal(("first", "secret, pii", 2, 10), (finding.Detector, finding.Label.ToString(), finding.Start, finding.Length));
    }

    [Fact]
    public void A_hit_that_is_a_small_part_of_another_stays_a_finding_of_its_own()
    {
        var scanner = new Scanner(new DetectorSet([new Word("part", "12345", LabelSet.Pii), new Word("whole", "a long sentence with 12345", LabelSet.Secret)]));
        Assert.Equal(["part", "whole"], scanner.ScanText("a long sentence with 12345").Select(f => f.Detector).Order());
    }

    [Fact]
    public void A_name_tells_detectors_of_the_value_and_of_the_items_of_an_array_below_it()
    {
        var scanner = new Scanner(new DetectorSet([new Named()]));
        var findings = scanner.Scan("""{"x":"hunter2","password":"hunter2","my_passwords":["a",{"x":"b"}],"two_passwords":["c",["d"],"e"],"y":"hunter2","password2":{"z":"no"}}"""u8);
        Assert.Equal(["/password", "/my_passwords/0", "/two_passwords/0"], findings.Select(f => f.Pointer));
    }

    private sealed class Word(string id, string word, LabelSet label) : Detector
    {
        public override string Id => id;

        public override LabelSet Label => label;

        public override IReadOnlyList<string> Anchors => [word];

        public override Hit Next(ReadOnlySpan<char> text, int from) =>
            text[from..].IndexOf(word, StringComparison.Ordinal) is var at and >= 0 ? new Hit(from + at, word.Length) : Hit.None;
    }

    private sealed class Named : Detector
    {
        public override string Id => "named";

        public override LabelSet Label => LabelSet.Secret;

        public override IReadOnlyList<string> Anchors => ["password"];

        public override Hit Next(ReadOnlySpan<char> text, int from) => Hit.None;

        public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => new(0, value.Length);
    }
}
