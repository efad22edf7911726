using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Security.Scores;

/// <summary>
/// Strings with and without personal data. A span is found if a finding overlaps it; a row that says an entity but marks no span is found if anything is. A
/// row without personal data is a false alarm if anything is found.
/// </summary>
internal sealed class PersonalScore : IScore
{
    // By what the ids are: those whose last digit, letter or bytes are computed from the others. The check digit of a German document is the tenth
    // character, and the rows have nine.
    private static readonly HashSet<string> CheckDigits =
    [
        "ABA_ROUTING_NUMBER", "AU_ABN", "AU_ACN", "AU_MEDICARE", "AU_TFN", "CA_SIN", "CREDIT_CARD", "CRYPTO", "DE_HEALTH_INSURANCE", "DE_LANR",
        "DE_SOCIAL_SECURITY", "DE_TAX_ID", "DE_VAT_ID", "ES_NIE", "ES_NIF", "FI_PERSONAL_IDENTITY_CODE", "IBAN_CODE", "IN_AADHAAR", "IN_GSTIN", "IT_FISCAL_CODE", "IT_VAT_CODE",
        "KR_BRN", "KR_FRN", "KR_RRN", "MEDICAL_LICENSE", "PH_TIN", "PL_PESEL", "SE_ORGANISATIONSNUMMER", "SE_PERSONNUMMER", "SG_NRIC_FIN", "SG_UEN", "TH_TNIN", "TR_NATIONAL_ID",
        "UK_NHS", "US_NPI", "ZA_ID_NUMBER",
    ];

    // The types of sentences that have a form; names, places, organisations, titles, ages and dates need a model of the language.
    private static readonly string[] Structured = ["CREDIT_CARD", "EMAIL_ADDRESS", "IP_ADDRESS", "PHONE_NUMBER", "US_DRIVER_LICENSE", "US_SSN"];

    private const string MemberFound = "found, with check digits, under a member of that name";
    private const string MemberAlarms = "false alarms, under a member of that name";

    private readonly Scanner _scanner = new();

    public bool Reads(JsonElement row) => row.TryGetProperty("text", out _) && row.TryGetProperty("type", out var type) && type.GetString() == "pii";

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var tallies = new SortedDictionary<string, (int Found, int Of)>(StringComparer.Ordinal);
        int negatives = 0, alarms = 0, outside = 0, findings = 0;
        void Count(string name, bool found)
        {
            var (before, of) = tallies.GetValueOrDefault(name);
            tallies[name] = (before + (found ? 1 : 0), of + 1);
        }

        foreach (var row in rows)
        {
            var text = row.GetProperty("text").GetString()!;
            var hits = _scanner.ScanText(text).Where(static f => f.Label.Overlaps(LabelSet.Pii)).ToList();
            CountMember(row, text, Count);
            if (row.GetProperty("label").GetString() != "positive")
            {
                negatives++;
                alarms += hits.Count > 0 ? 1 : 0;
                Tell(options, hits.Count > 0, "false", row, hits, text);
                continue;
            }

            var weak = row.TryGetProperty("weak", out var w) && w.GetBoolean();
            foreach (var (start, end, entity) in Spans(row))
            {
                var found = hits.Any(f => f.Start < end && f.Start + f.Length > start);
                Tell(options, !found && (row.TryGetProperty("entity", out _) || Structured.Contains(entity)), $"missed {entity}{(weak ? " weak" : "")}", row, hits, text);
                if (row.TryGetProperty("entity", out _))
                {
                    Count(weak ? "found, weak rows" : CheckDigits.Contains(entity) ? "found, with check digits" : "found, others", found);
                    Count("  " + entity + (weak ? " weak" : ""), found);
                }
                else
                {
                    Count(Structured.Contains(entity) ? "found, structured types" : "found, types that need a model", found);
                    Count("  " + entity, found);
                }
            }

            findings += hits.Count;
            var stray = hits.Count(f => !Spans(row).Any(s => f.Start < s.End && f.Start + f.Length > s.Start));
            outside += stray;
            Tell(options, stray > 0, "outside", row, hits, text);
        }

        return
        [
            .. tallies.Select(t => new Figure(file, t.Key, t.Value.Found, t.Value.Of, t.Key switch { "found, with check digits" or MemberFound => 0.90, "found, structured types" => 0.95, _ => null }, t.Key == MemberAlarms)),
            new(file, "false alarms", alarms, negatives, 0.03, Fewer: true),
            new(file, "findings outside every span", outside, findings, Fewer: true),
        ];
    }

    // A row is often the bare number, as a recogniser gets it that was told what to look for. A tool's result says that by the member's name; so the
    // same text is also read as the value of a member that is named as the entity is.
    private void CountMember(JsonElement row, string text, Action<string, bool> count)
    {
        if (row.TryGetProperty("entity", out var entity) && CheckDigits.Contains(entity.GetString()!) && !(row.TryGetProperty("weak", out var weak) && weak.GetBoolean()))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [entity.GetString()!.ToLowerInvariant()] = text });
            count(row.GetProperty("label").GetString() == "positive" ? MemberFound : MemberAlarms, _scanner.Scan(json).Any(static f => f.Label.Overlaps(LabelSet.Pii)));
        }
    }

    private static IEnumerable<(int Start, int End, string Entity)> Spans(JsonElement row)
    {
        var spans = row.GetProperty("spans");
        if (spans.GetArrayLength() == 0)
        {
            return [(0, int.MaxValue, row.GetProperty("entity").GetString()!)];
        }

        return spans.EnumerateArray().Select(static s => (s[0].GetInt32(), s[1].GetInt32(), s[2].GetString()!));
    }

    private static void Tell(RunOptions options, bool it, string what, JsonElement row, List<Finding> hits, string text)
    {
        if (options.Show && it)
        {
            Console.Error.WriteLine($"{what} {row.GetProperty("id").GetString()} {JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)} {string.Join(" ", hits.Select(h => $"{h.Detector}@{h.Start}+{h.Length}"))}");
        }
    }
}
