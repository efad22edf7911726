using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

/// <summary>No entry is longer than an entry bundle can say (C2SP tlog-tiles: 16 bits), whatever others send.</summary>
public sealed class EntrySizeTests
{
    // One character of each cost: 1, 2, 6 and 3 bytes, and 4 for two units.
    public static TheoryData<string> Costly => ["a", "\"", "\u0001", "語", "😀"];

    private static string Long(string unit, int units) => string.Concat(Enumerable.Repeat(unit, units));

    private static void Fits(GateFixture f)
    {
        Assert.NotEmpty(f.Store.Records);
        Assert.All(f.Store.Records, r =>
        {
            Assert.InRange(r.Json.Length, 1, PolicyGuard.Ledger.Ledger.MostBytes);
            using var json = JsonDocument.Parse(r.Json);
            Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.SerializeExact(json.RootElement)), Encoding.UTF8.GetString(r.Json.Span));
        });
    }

    [Theory]
    [MemberData(nameof(Costly))]
    public async Task Hostile_words_everywhere_at_once_fit(string unit)
    {
        var text = Long(unit, 100_000);
        var f = new GateFixture(Effect.Deny);
        var call = f.Call("x", JsonSerializerText(text[..10_000]), agent: text, caller: new Caller(text, CallerProof.Token), actionType: text, kind: CallKind.Action, flow: text);
        var all = new ToolCall
        {
            Id = call.Id, Kind = call.Kind, ActionType = text, Target = Name(unit), Upstream = text, Arguments = call.Arguments, Caller = call.Caller, Agent = call.Agent, Flow = call.Flow,
            ReceivedAt = call.ReceivedAt, Note = text, Method = text, Context = new CallContext(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"k{i}", text[..1000]))),
        };
        await f.InvokeAsync(all);
        await f.Gate.AdviseAsync(all, default);
        await f.Gate.ObserveAsync(all, "{}"u8.ToArray());
        await f.Gate.RecordMalformedAsync(Reasons.MessageInvalid, text, text, new Caller(text, CallerProof.None));
        await f.Gate.RecordEventAsync(Reasons.Started, text, text);
        await f.Gate.FilterAsync(all, [.. Enumerable.Range(0, 2000).Select(_ => new ListItem(null, text[..2000], CallKind.Tool, "up", null))], default);
        Assert.Equal(6, f.Store.Records.Count);
        Fits(f);
        Assert.Contains("more characters]", f.Store.Json(0).GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.True(f.Store.Json(0).GetProperty("context_cut").GetInt32() > 0);
    }

    [Fact]
    public async Task Ten_thousand_findings_fit_and_what_is_missing_is_counted()
    {
        var secrets = Enumerable.Range(0, 10_000).Select(static i => $"\"{new string('n', 200)}{i}\":\"AKIAIOSFODNN7EXAMPLE\"");
        var f = new GateFixture(options: new GateOptions { MaxLoggedArguments = int.MaxValue });
        var text = $"{{{string.Join(',', secrets)}}}";
        f.Upstream.Run = (_, _) => ValueTask.FromResult(new ToolResult(Encoding.UTF8.GetBytes(text)));
        await f.InvokeAsync(f.Call("x", text));
        Fits(f);
        Assert.All([f.Store.Json(0), f.Store.Json(1)], static entry =>
            Assert.Equal(PolicyGuard.Taint.Scanner.MaxFindings, entry.GetProperty("findings").GetArrayLength() + entry.GetProperty("findings_cut").GetInt32()));
    }

    [Fact]
    public async Task Findings_that_are_handed_in_fit_too()
    {
        var f = new GateFixture();
        var record = Entries.Closed(
            (await OpenedAsync(f)), Reasons.CallDone, Envelope(), LabelSet.None,
            [.. Enumerable.Range(0, 10_000).Select(i => new Finding(LabelSet.Secret, "aws-access-key", $"/{Long("\u0001", 5000)}/{i}", 0, 20, "[x]"))], TimeSpan.Zero, f.Clock.GetUtcNow());
        Assert.InRange(record.Json.Length, 1, PolicyGuard.Ledger.Ledger.MostBytes);
    }

    private static ExecutionEnvelope Envelope() => new()
    {
        CallId = "call_1", Agent = "a", Target = "t", Input = "i", PolicySet = "p", Opened = 0, OpenedLeaf = "l", Started = "s", Ended = "e", Status = "done",
    };

    [Fact]
    public async Task A_thousand_rules_with_long_names_fit_and_the_strictest_is_among_those_that_are_shown()
    {
        var rules = string.Concat(Enumerable.Range(0, 1000).Select(static i => $"  - id: {new string('r', 100)}{i}\n    effect: {(i == 999 ? "deny" : "warn")}\n    message: \"{new string('m', 5000)}\"\n"));
        var loaded = PolicyLoader.Load([new PolicySource("p.yaml", $"policyguard: 1\nname: {new string('p', 100)}\nrules:\n{rules}")], Effect.Allow);
        Assert.True(loaded.Rules is not null, string.Join('\n', loaded.Diagnostics.Take(3)));
        var f = new GateFixture(rules: loaded.Rules);
        await f.InvokeAsync(f.Call("x", JsonSerializerText(new string('v', 60_000))));
        Fits(f);
        var decision = f.Store.Json(0).GetProperty("decision");
        Assert.Equal("deny", decision.GetProperty("rules")[0].GetProperty("effect").GetString());
        Assert.Equal(1000, decision.GetProperty("rules").GetArrayLength() + decision.GetProperty("rules_cut").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Costly))]
    public async Task Arguments_that_do_not_fit_are_left_out_and_those_that_do_are_not(string unit)
    {
        foreach (var units in new[] { 100, 5_000, 10_000, 16_000, 60_000 })
        {
            var f = new GateFixture(options: new GateOptions { MaxLoggedArguments = int.MaxValue });
            await f.InvokeAsync(f.Call("x", JsonSerializerText(Long(unit, units))));
            Fits(f);
            var entry = f.Store.Json(0);
            Assert.Equal(64, entry.GetProperty("arguments_sha256").GetString()!.Length);
            Assert.True(entry.GetProperty("arguments_bytes").GetInt32() > units);
            Assert.Equal(FitsInEntry(unit, units), entry.TryGetProperty("arguments", out _));
        }
    }

    [Fact]
    public async Task The_ledger_itself_refuses_what_is_longer_and_stores_nothing_of_it()
    {
        var f = new GateFixture();
        var ledger = new PolicyGuard.Ledger.Ledger(f.Store, DurabilityMode.Auto);
        LedgerRecord Of(int bytes) => new(new byte[bytes], f.Clock.GetUtcNow(), EntryKind.Event, null, null, null, null, null, Reasons.Started);
        await ledger.AppendAsync(Of(65_535), Durability.Normal);
        await Assert.ThrowsAsync<LedgerException>(async () => await ledger.AppendAsync(Of(65_536), Durability.Normal));
        await Assert.ThrowsAsync<LedgerException>(async () => await ledger.AppendSoonAsync(Of(65_536), static _ => { }));
        Assert.Single(f.Store.Records);
    }

    [Theory]
    [MemberData(nameof(Costly))]
    public void A_text_that_is_cut_keeps_within_its_bound_and_breaks_no_character(string unit)
    {
        for (var most = 100; most < 400; most += 7)
        {
            var cut = EntryParts.Cut(Long(unit, 1000), most);
            Assert.True(new CanonicalJsonWriter().String(cut).Written.Length <= most + 2);
            Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)));
        }

        Assert.Equal(Long("a", 50), EntryParts.Cut(Long("a", 50), 50));
    }

    // Bytes as written; what stands beside the arguments takes less than 1,000.
    private static bool FitsInEntry(string unit, int units) =>
        units * (unit[0] < ' ' ? 6 : unit[0] == '"' ? 2 : Encoding.UTF8.GetByteCount(unit)) <= PolicyGuard.Ledger.Ledger.MostBytes - 1000;

    private static async Task<Opened> OpenedAsync(GateFixture f)
    {
        Opened? opened = null;
        f.Upstream.Run = (permit, _) =>
        {
            opened = permit.Opened;
            return ValueTask.FromResult(new ToolResult("{}"u8.ToArray()));
        };
        await f.InvokeAsync(f.Call("x"));
        return opened!;
    }

    private static CanonicalName Name(string unit) =>
        CanonicalName.TryCreateOpaque("file:///" + Long(unit, 1000), out var name, out _) ? name! : CanonicalName.Of("x");

    private static string JsonSerializerText(string value)
    {
        var w = new CanonicalJsonWriter().BeginObject().Name("a").String(value).EndObject();
        return Encoding.UTF8.GetString(w.Written.Span);
    }
}
