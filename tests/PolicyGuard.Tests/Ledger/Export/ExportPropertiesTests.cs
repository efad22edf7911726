using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Tests.Ledger.Export;

/// <summary>Whatever stands in whatever member: one record, the same fields, no formula, and each field says what stood there.</summary>
public sealed class ExportPropertiesTests
{
    private const int Rounds = 800;

    private static readonly string[] Pieces =
    [
        "=", "+", "-", "@", "|", "\\", "\"", "'", ",", ";", " ", "\t", "\r", "\n", "\r\n", "\0", "\u001b[2J", "\u0085", "\u2028", "\u2029", "\u202e", "\u200b",
        "\ufeff", "\uff1d", "\uff0b", "\uff0d", "\uff20", "CEF:0|", " act=allow", "\\=", "\\n", "\\|", "\"\"", "é", "漢", "😀", "\U000e0041", "a", "cs1=", "\u007f", "\ue000",
    ];

    private static readonly string[] Texts =
        ["at", "kind", "call_id", "caller", "agent", "proof", "upstream", "target", "action_type", "effect", "reason", "message", "status", "took_us"];

    [Fact]
    public void Csv_says_every_field_and_no_more()
    {
        var dice = new Dice(41);
        for (var i = 0; i < Rounds; i++)
        {
            var texts = Texts.ToDictionary(static name => name, _ => Text(dice));
            var line = Exported.Line("csv", Exported.Entry(Json(texts)));
            Assert.DoesNotContain(line, static c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e' or '\u200b');
            var fields = Exported.Csv(line);
            Assert.Equal(CsvFormat.Columns.Count, fields.Count);
            foreach (var (name, column) in CsvFormat.Columns.Index().Select(static c => (c.Item, c.Index)).Where(c => texts.ContainsKey(c.Item)))
            {
                var field = fields[column];
                var shown = VisibleText.Of(texts[name]);
                Assert.True(field == shown || field == "'" + shown, $"{name}: {field} is not {shown}");
                Assert.False(LooksLikeFormula(field), field);
            }
        }
    }

    [Fact]
    public void Cef_says_every_field_and_no_more()
    {
        var dice = new Dice(42);
        string[] plain = ["externalId", "cs1Label", "cs3", "cs3Label", "cs5Label", "cs6Label", "cn1", "cn1Label", "rt", "cat", "act", "outcome", "reason", "suser", "sourceServiceName",
            "destinationServiceName", "dproc", "msg", "cs1", "cs5", "cs6", "cn2", "cn2Label"];
        for (var i = 0; i < Rounds; i++)
        {
            var texts = Texts.ToDictionary(static name => name, _ => Text(dice));
            var fields = Exported.Cef(Exported.Line("cef", Exported.Entry(Json(texts))));
            Assert.Empty(fields.Keys.Where(static key => !key.StartsWith("header.", StringComparison.Ordinal)).Except(plain));
            Same(texts["target"], fields.GetValueOrDefault("dproc"));
            Same(texts["agent"], fields.GetValueOrDefault("suser"));
            Same(texts["message"], fields.GetValueOrDefault("msg"));
            Same(texts["call_id"], fields.GetValueOrDefault("cs1"));
            Assert.Equal(VisibleText.Of(texts["reason"].Length > 0 ? texts["reason"] : texts["kind"]), fields["header.4"]);
        }

        // Line breaks have a form of their own in CEF, and blanks at the ends are spelled out; both on top of what is spelled out anyway.
        static void Same(string text, string? field) => Assert.Equal(
            VisibleText.Of(text), VisibleText.Of(field ?? "").Replace("\\u0020", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void Ocsf_is_json_with_its_required_attributes_and_the_entry_itself()
    {
        var dice = new Dice(43);
        string[] kinds = ["opened", "closed", "refused", "advised", "observed", "listed", "malformed", "event", "seal"];
        for (var i = 0; i < Rounds; i++)
        {
            var texts = Texts.ToDictionary(static name => name, _ => Text(dice));
            texts["kind"] = dice.Below(2) == 0 ? dice.Of(kinds) : texts["kind"];
            var json = Json(texts);
            var line = Exported.Line("ocsf", Exported.Entry(json));
            Assert.DoesNotContain(line, static c => c > '~' || c < ' ');
            var fields = Exported.Fields("ocsf", line);
            foreach (var required in new[] { "activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata.version", "metadata.product.vendor_name" })
            {
                Assert.True(fields.ContainsKey(required), required);
            }

            Assert.Equal(long.Parse(fields["class_uid"]) * 100 + long.Parse(fields["activity_id"]), long.Parse(fields["type_uid"]));
            foreach (var required in fields["class_uid"] switch
            {
                "6003" => new[] { "actor.user.uid", "api.operation", "src_endpoint.name", "action_id", "disposition_id" },
                "6002" => ["app.name"],
                "3004" => ["entity.name", "entity.type"],
                _ => [],
            })
            {
                Assert.NotEqual("", fields[required]);
            }

            Assert.Equal(json, Encoding.UTF8.GetBytes(fields["raw_data"]));
        }
    }

    [Fact]
    public void Any_json_object_is_exported_and_any_other_bytes_too()
    {
        var dice = new Dice(44);
        for (var i = 0; i < Rounds; i++)
        {
            var json = Encoding.UTF8.GetBytes(Value(dice, 0));
            if (dice.Below(4) == 0 && json.Length > 0)
            {
                json[dice.Below(json.Length)] = (byte)dice.Below(256);
            }

            foreach (var format in EntryFormats.Names)
            {
                var line = Exported.Line(format, Exported.Entry(json));
                if (EntryFormats.IsJson(format))
                {
                    JsonDocument.Parse(line).Dispose();
                }
            }
        }
    }

    [Fact]
    public void Depth_is_no_weapon()
    {
        static byte[] Nested(int depth) => Encoding.UTF8.GetBytes($"{{\"arguments\":{new string('[', depth)}{new string(']', depth)},\"kind\":\"opened\"}}");
        Assert.Equal("opened", Exported.Fields("csv", Exported.Line("csv", Exported.Entry(Nested(1000))))["kind"]);

        // To parse it as a document would take the square of its depth.
        var deep = Exported.Entry(Nested(1_000_000));
        Assert.Equal("unreadable", Exported.Fields("csv", Exported.Line("csv", deep))["kind"]);
        Assert.Contains("\"entry\":{\"arguments\":[[[", Exported.Line("jsonl", deep), StringComparison.Ordinal);
        Assert.Contains("raw_data", Exported.Line("ocsf", deep), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_csv_has_a_header()
    {
        foreach (var format in EntryFormats.Names)
        {
            var output = new ArrayBufferWriter<byte>();
            EntryFormats.Of(format, "1").WriteHeader(output);
            Assert.Equal(format == "csv" ? string.Join(',', CsvFormat.Columns.Select(static c => $"\"{c}\"")) + "\n" : "", Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }

    [Fact]
    public void A_long_text_is_cut_in_cef_and_never_through_a_character()
    {
        var fields = Exported.Cef(Exported.Line("cef", Exported.Entry(Json(new() { ["target"] = string.Concat(Enumerable.Repeat("😀", 5000)) }))));
        Assert.InRange(fields["dproc"].Length, 1000, 1023);
        Assert.EndsWith("😀…", fields["dproc"], StringComparison.Ordinal);
    }

    private static bool LooksLikeFormula(string field) => field.TrimStart(' ', '"', '\u00a0') is [var first, ..] && "=+-@\uff1d\uff0b\uff0d\uff20\t\r".Contains(first);

    private static string Text(Dice dice)
    {
        var text = new StringBuilder();
        for (var i = dice.Below(7); i > 0; i--)
        {
            text.Append(dice.Of(Pieces));
        }

        return text.ToString();
    }

    private static byte[] Json(Dictionary<string, string> texts)
    {
        string Of(string name) => JsonSerializer.Serialize(texts.GetValueOrDefault(name) ?? "");
        return Encoding.UTF8.GetBytes(
            $$"""{"action_type":{{Of("action_type")}},"agent":{"id":{{Of("agent")}},"proof":{{Of("proof")}}},"at":{{Of("at")}},"call_id":{{Of("call_id")}},"caller":{{Of("caller")}},"decision":{"effect":{{Of("effect")}},"message":{{Of("message")}},"reason":{{Of("reason")}}},"kind":{{Of("kind")}},"status":{{Of("status")}},"target":{{Of("target")}},"took_us":{{Of("took_us")}},"upstream":{{Of("upstream")}}}""");
    }

    private static string Value(Dice dice, int depth)
    {
        string[] names = ["agent", "at", "kind", "decision", "labels", "rules", "caller", "took_us", "id", "x"];
        return (depth > 4 ? 3 + dice.Below(5) : depth == 0 ? 0 : dice.Below(8)) switch
        {
            0 or 1 => "{" + string.Join(',', Enumerable.Range(0, dice.Below(5)).Select(_ => $"{JsonSerializer.Serialize(dice.Of(names))}:{Value(dice, depth + 1)}")) + "}",
            2 => "[" + string.Join(',', Enumerable.Range(0, dice.Below(4)).Select(_ => Value(dice, depth + 1))) + "]",
            3 => "null",
            4 => dice.Of(["true", "1e400", "-0", "12345678901234567890123", "\"\\ud800\"", "\"\\udc00x\"", "\"2026-11-20T08:00:00Z\""]),
            _ => JsonSerializer.Serialize(Text(dice)),
        };
    }
}
