using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Detectors;

namespace PolicyGuard.Tests.Taint;

public sealed class SecretDetectorTests
{
    private static readonly ILookup<string, Detector> Detectors = SecretDetectors.All.ToLookup(d => d.Id, StringComparer.Ordinal);
    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(Spec.Text("detectors/secrets.json")).RootElement.EnumerateArray()];

    public static TheoryData<string> Ids => [.. Cases.Select(Id)];

    public static TheoryData<string> AnchorsAndBeginnings => [.. SecretDetectors.All.SelectMany(static d => d.Anchors).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Every_detector_has_true_and_false_cases_and_every_case_a_detector()
    {
        Assert.Equal(Detectors.Select(static d => d.Key).Order(StringComparer.Ordinal), Cases.Select(Id).Order(StringComparer.Ordinal));
        Assert.All(Cases, static c => Assert.True(c.GetProperty("found").GetArrayLength() > 0 && c.GetProperty("left").GetArrayLength() > 0, Id(c)));
    }

    [Fact]
    public void Providers_and_forms_are_many_and_their_ids_read_alike()
    {
        Assert.True(Detectors.Count >= 120, $"{Detectors.Count} ids");
        Assert.All(Detectors, static d => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", d.Key));
        Assert.All(SecretDetectors.All, static d => Assert.Equal(LabelSet.Secret, d.Label));
    }

    [Fact]
    public void The_page_for_users_names_every_detector()
    {
        var page = Spec.Document("secrets.md");
        Assert.All(Detectors, d => Assert.Contains($"`{d.Key}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Finds_what_it_should(string id) => Assert.All(Texts(id, "found"), text =>
    {
        var hits = Detectors[id].Select(d => (Detector: d, Hit: d.Next(text, 0))).Where(static h => h.Hit.Length > 0).ToList();
        Assert.True(hits.Count > 0, text);
        Assert.All(hits, h => Assert.True(h.Hit.Start >= 0 && h.Hit.Start + h.Hit.Length <= text.Length, text));
        Assert.All(hits, h => Assert.True(h.Detector.Anchors.Count == 0 || h.Detector.Anchors.Any(a => text.Contains(a, StringComparison.OrdinalIgnoreCase)), $"no anchor in {text}"));
    });

    [Theory]
    [MemberData(nameof(Ids))]
    public void Leaves_the_rest_alone(string id) => Assert.All(Texts(id, "left"), text => Assert.All(Detectors[id], d => Assert.True(d.Next(text, 0).Length == 0, text)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Looks_at_what_a_members_name_explains(string id)
    {
        var members = Case(id).TryGetProperty("members", out var list) ? list.EnumerateArray().ToArray() : [];
        Assert.All(members, member =>
        {
            var (name, value) = (member.GetProperty("name").GetString()!, Join(member.GetProperty("value")));
            var hits = Detectors[id].Select(d => d.OfMember(name, value)).Where(static h => h.Length > 0).ToList();
            Assert.True(hits.Count > 0 == member.GetProperty("found").GetBoolean(), $"{name}: {value}");
            Assert.All(hits, h => Assert.Equal((0, value.Length), (h.Start, h.Length)));
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_hit_lies_in_the_text_wherever_the_search_begins_and_the_text_is_cut(string id)
    {
        foreach (var text in Texts(id, "found").Concat(Texts(id, "left")))
        {
            for (var i = 0; i <= text.Length; i++)
            {
                foreach (var detector in Detectors[id])
                {
                    var later = detector.Next(text, i);
                    Assert.True(later.Length == 0 || (later.Start >= i && later.Start + later.Length <= text.Length), $"{text} from {i}");
                    var cut = detector.Next(text.AsSpan(0, i), 0);
                    Assert.True(cut.Length == 0 || cut.Start + cut.Length <= i, $"{text} to {i}");
                    var member = detector.OfMember(text.AsSpan(0, i), text.AsSpan(i));
                    Assert.True(member.Start + member.Length <= text.Length - i, $"{text} at {i}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AnchorsAndBeginnings))]
    public void A_text_made_of_beginnings_is_read_to_its_end(string unit)
    {
        // Not timed: anything quadratic would still be running when the test run is stopped. Blanks, quotes and runs in between lead into every inner loop.
        foreach (var between in (ReadOnlySpan<string>)["", "=\"", ": 0aB9 "])
        {
            string text = string.Concat(Enumerable.Repeat(unit + between, 30_000 / (unit.Length + between.Length)));
            foreach (var detector in SecretDetectors.All.Where(d => d.Anchors.Contains(unit)))
            {
                var from = 0;
                for (var hits = 0; hits < Scanner.MaxFindings && detector.Next(text, from) is { Length: > 0 } hit; hits++)
                {
                    Assert.InRange(hit.Start + hit.Length, from + 1, text.Length);
                    from = hit.Start + hit.Length;
                }
            }
        }
    }

    [Fact]
    public void Text_of_any_characters_breaks_nothing()
    {
        var dice = new System.Security.Cryptography.HMACSHA256([7]);
        string[] pieces = [.. SecretDetectors.All.SelectMany(static d => d.Anchors), "=", ": ", "\"", "'", "\\n", "\n", " ", "{", "(", "é", "\ud83d", "\0", "0aB9", "is ", "--", "@"];
        for (var run = 0; run < 300; run++)
        {
            var bytes = dice.ComputeHash(BitConverter.GetBytes(run));
            var text = string.Concat(Enumerable.Range(0, 24).Select(i => pieces[BitConverter.ToUInt16(bytes, i) % pieces.Length]));
            foreach (var detector in SecretDetectors.All)
            {
                var hit = detector.Next(text, 0);
                Assert.True(hit.Length == 0 || (hit.Start >= 0 && hit.Start + hit.Length <= text.Length), $"{detector.Id}: {text}");
            }
        }
    }

    private static string Id(JsonElement @case) => @case.GetProperty("detector").GetString()!;

    private static JsonElement Case(string id) => Cases.Single(c => Id(c) == id);

    private static List<string> Texts(string id, string kind) => [.. Case(id).GetProperty(kind).EnumerateArray().Select(Join)];

    private static string Join(JsonElement parts) => string.Concat(parts.EnumerateArray().Select(static p => p.GetString()));
}
