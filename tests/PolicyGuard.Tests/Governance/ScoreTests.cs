using PolicyGuard.Calls;
using PolicyGuard.Governance.Compliance;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Governance;

/// <summary>The compliance score over random histories: nothing bad raises it, nothing administrative moves it.</summary>
public sealed class ScoreTests
{
    private static readonly string[] Agents = ["a", "b", "c"];
    private static readonly PolicySummary OnePolicy = new([new PolicyLine("p", "p", true, 1, true)]);

    [Fact]
    public void Where_nothing_is_wrong_it_is_whole()
    {
        Assert.Equal(100, History.Empty.Score());
        Assert.Equal(100, (History.Empty with { Entries = [.. Enumerable.Range(0, 50).Select(static i => Allowed(Agents[i % 3]))] }).Score());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nothing_bad_raises_it(int seed)
    {
        var dice = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var before = History.Random(dice);
            Assert.InRange(before.Score(), 0, 100);
            var denied = before with { Entries = [.. before.Entries, Denied(Agents[dice.Next(3)], dice.Next(4))] };
            Assert.True(denied.Score() <= before.Score(), "a denial raised it");
            var worse = (IncidentSeverity)dice.Next(4);
            Assert.True((before with { Incidents = [.. before.Incidents, (worse, IncidentStatus.Open, true)] }).Score() <= before.Score(), "an incident raised it");
            Assert.True((before with { Suspended = before.Suspended + 1 }).Score() <= before.Score(), "a suspension raised it");
            Assert.True((before with { Disabled = before.Disabled + 1 }).Score() <= before.Score(), "a disabled policy raised it");
            Assert.True((before with { Covered = false }).Score() <= before.Score(), "having no policy raised it");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Work_on_incidents_never_lowers_it_and_worse_incidents_never_raise_it(int seed)
    {
        var dice = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var before = History.Random(dice);
            for (var j = 0; j < before.Incidents.Count; j++)
            {
                var (severity, status, recent) = before.Incidents[j];
                if (status != IncidentStatus.Resolved)
                {
                    Assert.True(With(before, j, (severity, status + 1, recent)).Score() >= before.Score(), "working on an incident lowered it");
                }

                if (severity != IncidentSeverity.Critical)
                {
                    Assert.True(With(before, j, (severity + 1, status, recent)).Score() <= before.Score(), "a worse incident raised it");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Administrative_acts_and_new_agents_change_nothing(int seed)
    {
        var dice = new Random(seed);
        var before = History.Random(dice);
        var after = before with
        {
            Entries =
            [
                .. before.Entries,
                .. Enumerable.Range(0, 500).Select(static _ => new LedgerTally(new LedgerKey(EntryKind.Event, "admin", "", "", Reasons.AgentRegistered), 1)),
                new LedgerTally(new LedgerKey(EntryKind.Closed, "a", "tool_call", "allow", Reasons.CallDone), 1000),
                new LedgerTally(new LedgerKey(EntryKind.Listed, "a", "list", "", Reasons.Listed), 1000),
            ],
        };
        Assert.Equal(before.Score(), after.Score());
        Assert.Equal(before.Metrics().DenialRate, after.Metrics().DenialRate);
    }

    [Fact]
    public void Advice_that_a_human_approved_counts_as_allowed_and_one_that_waits_as_denied()
    {
        var metrics = ActionMetrics.Of(
            [
                new(new LedgerKey(EntryKind.Advised, "a", "tool_call", "require_approval", Reasons.Rule), 2),
                new(new LedgerKey(EntryKind.Advised, "a", "tool_call", "require_approval", Reasons.ApprovalRequired), 3),
                new(new LedgerKey(EntryKind.Refused, "b", "tool_call", "deny", Reasons.Rule), 5),
            ],
            5);
        Assert.Equal((2L, 8L, 3L, 80.0), (metrics.Allowed, metrics.Denied, metrics.Waiting, metrics.DenialRate));
        Assert.Equal([("b", 5L), ("a", 3L)], metrics.Offenders);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 25)];

    private static History With(History history, int at, (IncidentSeverity, IncidentStatus, bool) incident)
    {
        var incidents = history.Incidents.ToList();
        incidents[at] = incident;
        return history with { Incidents = incidents };
    }

    private static LedgerTally Allowed(string agent) => new(new LedgerKey(EntryKind.Opened, agent, "tool_call", "allow", Reasons.Rule), 1);

    private static LedgerTally Denied(string agent, int how) => new(how switch
    {
        0 => new LedgerKey(EntryKind.Refused, agent, "tool_call", "deny", Reasons.Rule),
        1 => new LedgerKey(EntryKind.Advised, agent, "tool_call", "deny", Reasons.Default),
        2 => new LedgerKey(EntryKind.Refused, agent, "resource_access", "require_approval", Reasons.ApprovalRequired),
        _ => new LedgerKey(EntryKind.Refused, agent, "tool_call", "deny", Reasons.AgentSuspended),
    }, 1);

    private sealed record History(IReadOnlyList<LedgerTally> Entries, IReadOnlyList<(IncidentSeverity Severity, IncidentStatus Status, bool Recent)> Incidents, int Suspended, int Disabled, bool Covered)
    {
        public static readonly History Empty = new([], [], 0, 0, true);

        public static History Random(Random dice) => new(
            [.. Enumerable.Range(0, dice.Next(60)).Select(_ => dice.Next(3) > 0 ? Allowed(Agents[dice.Next(3)]) : Denied(Agents[dice.Next(3)], dice.Next(4)))],
            [.. Enumerable.Range(0, dice.Next(8)).Select(_ => ((IncidentSeverity)dice.Next(4), (IncidentStatus)dice.Next(3), dice.Next(2) == 0))],
            dice.Next(4), dice.Next(3), dice.Next(4) > 0);

        public ActionMetrics Metrics() => ActionMetrics.Of(Entries, 5);

        public double Score() => ComplianceScore.Of(
            Metrics(),
            Tally(Incidents.Where(static i => i.Status != IncidentStatus.Resolved)),
            Tally(Incidents.Where(static i => i.Recent)),
            Suspended,
            new PolicySummary([.. Covered ? OnePolicy.List : [], .. Enumerable.Range(0, Disabled).Select(static i => new PolicyLine($"d{i}", "d", false, 1, true))])).Total;

        private static List<IncidentTally> Tally(IEnumerable<(IncidentSeverity Severity, IncidentStatus Status, bool Recent)> incidents) =>
            [.. incidents.GroupBy(static i => (i.Severity, i.Status)).Select(static g => new IncidentTally(g.Key.Severity, g.Key.Status, g.Count()))];
    }
}
