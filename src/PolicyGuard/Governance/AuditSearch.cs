using PolicyGuard.Gate;
using PolicyGuard.Governance.Audit;

namespace PolicyGuard.Governance;

/// <summary>Searches the audit log for actions and administrative acts. No method throws for what a request or a store does.</summary>
public sealed class AuditSearch(GovernanceServices services)
{
    /// <summary>The largest limit.</summary>
    public const int MostEntries = 1000;

    private readonly Bureau _bureau = new(services);
    private readonly ReadTrace _trace = new(services);

    /// <summary>Finds entries. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<AuditPage>> FindAsync(Actor actor, AuditQuery query, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read the audit log", "*", async () =>
        {
            var faults = new List<string>();
            var span = Check(query, faults);
            if (faults.Count > 0)
            {
                return Outcome.Invalid<AuditPage>(faults);
            }

            var (agent, type) = (Masked.Text(query.AgentId ?? ""), query.ActionType ?? "");
            var allowed = Allowed(query);
            var found = await services.Index.FindAsync(
                key => AuditWords.IsShown(key) && (agent.Length == 0 || key.Agent == agent) && (type.Length == 0 || AuditWords.Type(key) == type)
                    && (allowed is null || AuditWords.IsAllowed(key) == allowed),
                span is { } back ? services.Clock.GetUtcNow() - back : null,
                query.Limit,
                ct).ConfigureAwait(false);
            await _trace.NoteAsync(actor, "the audit log").ConfigureAwait(false);
            return Outcome.Done(new AuditPage([.. found.Entries.Select(AuditReader.Read)], found.Total, query.TimeRange, Filters(query)));
        }, ct);

    /// <summary>All that is wrong with a query.</summary>
    public static IReadOnlyList<string> Faults(AuditQuery query)
    {
        var faults = new List<string>();
        _ = Check(query, faults);
        return faults;
    }

    private static bool? Allowed(AuditQuery query) => query.Status switch
    {
        "allowed" => true,
        "denied" => false,
        _ => query.IncludeAllowed ? null : false,
    };

    private static TimeSpan? Check(AuditQuery query, List<string> faults)
    {
        TimeSpan? span = null;
        if (TimeRange.TryParse(query.TimeRange, out var read))
        {
            span = read;
        }
        else if (query.TimeRange != "all")
        {
            faults.Add($"time_range: `{AgentCheck.Short(query.TimeRange)}` is not {TimeRange.Rule}; or all");
        }

        if (query.Status is not (null or "" or "allowed" or "denied"))
        {
            faults.Add($"status: `{AgentCheck.Short(query.Status)}` is neither allowed nor denied");
        }
        else if (query is { Status: "allowed", IncludeAllowed: false })
        {
            faults.Add("include_allowed: false leaves nothing of status allowed");
        }

        if (query.Limit is < 1 or > MostEntries)
        {
            faults.Add($"limit: has to be 1 to {MostEntries}");
        }

        return span;
    }

    private static List<string> Filters(AuditQuery query)
    {
        var filters = new List<string>();
        Add("agent_id", query.AgentId);
        Add("action_type", query.ActionType);
        Add("status", Allowed(query) switch { true => "allowed", false => "denied", null => null });

        return filters.Count > 0 ? filters : ["none"];

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                filters.Add($"{name}={value}");
            }
        }
    }
}
