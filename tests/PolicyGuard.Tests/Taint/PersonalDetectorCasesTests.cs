using System.Text.Json;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Detectors;
using PolicyGuard.Taint.Detectors.Personal;

namespace PolicyGuard.Tests.Taint;

/// <summary>Runs <c>spec/detectors/personal.json</c>.</summary>
public sealed class PersonalDetectorCasesTests
{
    private static readonly Dictionary<string, JsonElement> Cases =
        JsonDocument.Parse(Spec.Text("detectors/personal.json")).RootElement.EnumerateArray().ToDictionary(static c => c.GetProperty("detector").GetString()!);

    private static readonly Dictionary<string, Detector> Detectors = PersonalDetectors.All.ToDictionary(static d => d.Id);

    public static TheoryData<string> Ids => [.. Detectors.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_detector_has_a_true_and_a_false_example(string id)
    {
        Assert.True(Cases.ContainsKey(id), $"no case for {id}");
        Assert.NotEmpty(Texts(id, "found"));
        Assert.NotEmpty(Texts(id, "left"));
    }

    [Fact]
    public void Every_case_is_of_a_detector() => Assert.Empty(Cases.Keys.Except(Detectors.Keys));

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_is_personal_is_found_to_the_character(string id)
    {
        foreach (var marked in Texts(id, "found"))
        {
            Assert.Equal(marked, Mark(Detectors[id], marked.Replace("‹", "", StringComparison.Ordinal).Replace("›", "", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_is_not_is_left_alone(string id)
    {
        foreach (var text in Texts(id, "left"))
        {
            Assert.Equal(text, Mark(Detectors[id], text));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_members_name_explains_its_value(string id)
    {
        Assert.All(Members(id, "members"), m => Assert.True(Detectors[id].OfMember(m.Name, m.Value).Length > 0, $"{m} is left alone"));
        Assert.All(Members(id, "left_members"), m => Assert.Equal(0, Detectors[id].OfMember(m.Name, m.Value).Length));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_text_with_a_hit_has_an_anchor(string id)
    {
        var anchors = Detectors[id].Anchors;
        Assert.All(Texts(id, "found"), text => Assert.True(anchors.Count == 0 || anchors.Any(a => text.Contains(a, StringComparison.OrdinalIgnoreCase)), $"{text} has none of the anchors"));
    }

    [Fact]
    public void What_says_nothing_alone_names_the_words_it_needs() =>
        Assert.All(Detectors.Values.Cast<PersonalDetector>().Where(static d => d.Evidence == Evidence.Contextual), static d => Assert.DoesNotContain("", d.Anchors));

    [Fact]
    public void The_document_lists_every_detector_with_its_source_and_its_class()
    {
        var lines = Spec.Document("detectors-personal.md").Split('\n');
        Assert.All(Detectors.Values.Cast<PersonalDetector>(), d => Assert.Contains($"| `{d.Id}` | {(d.Evidence == Evidence.Strong ? "strong" : "contextual")} | {d.Source} |", lines));
    }

    private static IEnumerable<string> Texts(string id, string key) => Cases[id].GetProperty(key).EnumerateArray().Select(static t => t.GetString()!);

    private static (string Name, string Value)[] Members(string id, string key) => Cases[id].TryGetProperty(key, out var members)
        ? [.. members.EnumerateArray().Select(static m => (m.GetProperty("name").GetString()!, m.GetProperty("value").GetString()!))]
        : [];

    private static string Mark(Detector detector, string text)
    {
        var (marked, from) = ("", 0);
        while (detector.Next(text, from) is { Length: > 0 } hit)
        {
            marked += $"{text[from..hit.Start]}‹{text.Substring(hit.Start, hit.Length)}›";
            from = hit.Start + hit.Length;
        }

        return marked + text[from..];
    }
}
