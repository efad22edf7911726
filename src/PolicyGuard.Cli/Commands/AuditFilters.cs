using System.CommandLine;
using System.Globalization;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Commands;

/// <summary>The options by which entries are picked.</summary>
internal sealed class AuditFilters
{
    private static readonly string[] Kinds = [.. Enum.GetValues<EntryKind>().Select(static kind => kind.Name())];

    private readonly Option<string?> _agent = new("--agent") { Description = "Entries of this agent.", HelpName = "id" };
    private readonly Option<string?> _tool = new("--tool", "--tool-name") { Description = "Entries on this tool or other target, as it was written.", HelpName = "name" };
    private readonly Option<string?> _actionType = new("--action-type") { Description = "For example tool_call, resource_access.", HelpName = "type" };
    private readonly Option<string?> _effect = new("--effect") { Description = "Entries with this effect.", HelpName = "effect" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Entries with this reason id; docs/reasons.md lists them.", HelpName = "id" };
    private readonly Option<string?> _kind = new("--kind", "--event-type") { Description = $"One of {string.Join(", ", Kinds)}.", HelpName = "kind" };
    private readonly Option<string?> _call = new("--call") { Description = "Entries of this call.", HelpName = "id" };
    private readonly Option<string?> _since = Time("--since", "Not older than this: 90m, 24h, 7d, or a time such as 2026-11-20T08:00:00Z.");
    private readonly Option<string?> _until = Time("--until", "Older than this; same forms.");
    private readonly Option<int?> _limit;
    private readonly Counting _counting;

    public AuditFilters(Command command, Counting? counting = null)
    {
        _counting = counting ?? new Counting(100, 1, "At most so many. Default: 100.");
        _limit = new Option<int?>("--limit", "-n") { Description = _counting.Doc, HelpName = "number" };
        _effect.AcceptOnlyFromAmong([.. Effects.Names]);
        _kind.AcceptOnlyFromAmong(Kinds);
        _limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < _counting.Least))
            {
                result.AddError($"--limit takes a number from {_counting.Least} on, not `{result.Tokens[0].Value}`");
            }
        });
        foreach (var option in new Option[] { _agent, _tool, _actionType, _effect, _reason, _kind, _call, _since, _until, _limit })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The query that the options ask for.</summary>
    public LedgerQuery Read(ParseResult parsed, DateTimeOffset now) => new()
    {
        Agent = parsed.GetValue(_agent),
        Target = parsed.GetValue(_tool),
        ActionType = parsed.GetValue(_actionType),
        Effect = parsed.GetValue(_effect),
        Reason = parsed.GetValue(_reason),
        Kind = parsed.GetValue(_kind) is { } kind ? (EntryKind)Array.IndexOf(Kinds, kind) : null,
        CallId = parsed.GetValue(_call),
        Since = parsed.GetValue(_since) is { } since ? Moment(since, now) : null,
        Until = parsed.GetValue(_until) is { } until ? Moment(until, now) : null,
        Limit = parsed.GetValue(_limit) ?? _counting.Default,
    };

    /// <summary>An option that takes a span back from now, or a time.</summary>
    public static Option<string?> Time(string name, string doc)
    {
        var time = new Option<string?>(name) { Description = doc, HelpName = "time" };
        time.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Moment(result.Tokens[0].Value, DateTimeOffset.UnixEpoch.AddYears(100)) is null)
            {
                result.AddError($"{name} takes a span such as `24h` or a time such as `2026-11-20T08:00:00Z`, not `{result.Tokens[0].Value}`");
            }
        });
        return time;
    }

    /// <summary>The time that such an option names; null where it names none.</summary>
    public static DateTimeOffset? Moment(string text, DateTimeOffset now)
    {
        if (Units.Seconds(text) is { } seconds)
        {
            return seconds < 100 * 365.0 * 86400 ? now - TimeSpan.FromSeconds(seconds) : DateTimeOffset.UnixEpoch;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    /// <summary>How many entries a command takes.</summary>
    /// <param name="Default">Where nobody says.</param>
    /// <param name="Least">The least that may be asked for.</param>
    /// <param name="Doc">What the number means.</param>
    public sealed record Counting(int Default, int Least, string Doc);
}
