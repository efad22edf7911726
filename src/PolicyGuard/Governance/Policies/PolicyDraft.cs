using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>A request, read as a file of governance JSON would be, with everything that is wrong with it.</summary>
internal sealed class PolicyDraft
{
    private readonly List<PolicyFault> _faults = [];

    private PolicyDraft(PolicyRequest request) => Request = request;

    /// <summary>The request.</summary>
    public PolicyRequest Request { get; }

    /// <summary>Errors and warnings.</summary>
    public IReadOnlyList<PolicyFault> Faults => _faults;

    /// <summary>Whether it cannot be made.</summary>
    public bool HasErrors => _faults.Exists(static f => f.Severity == Severity.Error);

    /// <summary>The policy; what cannot be read is left out of it.</summary>
    public PolicyDocument? Document { get; private set; }

    /// <summary>The document to store.</summary>
    public string Json { get; private set; } = "";

    /// <summary>Reads a request.</summary>
    public static PolicyDraft Read(PolicyRequest request)
    {
        var draft = new PolicyDraft(request);
        draft.CheckTexts();
        if (draft.Rules() is { } rules)
        {
            draft.Read(rules);
        }

        return draft;
    }

    private void CheckTexts()
    {
        if (PolicyIds.Fault(Request.Id) is { } fault)
        {
            Error("policy_id", "bad-id", fault);
        }

        if (string.IsNullOrWhiteSpace(Request.Name))
        {
            Error("name", "blank", "`name` is blank");
        }

        CheckText("name", Request.Name, PolicyBounds.MaxName, lines: false);
        CheckText("description", Request.Description, PolicyBounds.MaxText, lines: true);
    }

    private void CheckText(string parameter, string text, int most, bool lines)
    {
        if (text.Length > most)
        {
            Error(parameter, "too-long", $"`{parameter}` has {text.Length} characters; {most} are allowed");
        }
        else if (IsUnreadable(text, lines))
        {
            Error(parameter, "unreadable", $"`{parameter}` holds a control or invisible character, or half of a surrogate pair");
        }
    }

    private SourceList? Rules()
    {
        // Before parsing: the bound is there so that nobody has to.
        if (Encoding.UTF8.GetByteCount(Request.Rules) is var bytes and > PolicyBounds.MaxRulesBytes)
        {
            Error("rules", "too-large", $"`rules` has {bytes} bytes; {PolicyBounds.MaxRulesBytes} are allowed");
            return null;
        }

        var complaints = new Complaints("rules");
        var root = new JsonSource(Request.Rules, complaints).Read();
        Take(complaints, null);
        switch (root)
        {
            case null:
                return null;
            case SourceList list when list.Items.Count <= PolicyBounds.MaxRules:
                return list;
            case SourceList list:
                Error("rules", "too-many", $"`rules` has {list.Items.Count} rules; {PolicyBounds.MaxRules} are allowed");
                return null;
            default:
                Error("rules", "wrong-type", $"`rules` is a list of rules, found {KeyReader.Shown(root)}", "write `[{\"condition\": {\"tool_pattern\": \"delete_*\"}, \"action\": \"deny\"}]`");
                return null;
        }
    }

    private void Read(SourceList rules)
    {
        var complaints = new Complaints("rules");
        foreach (var rule in rules.Items.OfType<SourceMap>())
        {
            CheckSizes(rule, complaints);
        }

        var map = new SourceMap(0, 0,
        [
            Entry("id", Request.Id.Length == 0 ? "?" : Request.Id, ScalarKind.Text),
            Entry("name", Request.Name, ScalarKind.Text),
            Entry("description", Request.Description, ScalarKind.Text),
            new SourceEntry(new SourceScalar(0, 0, "rules", ScalarKind.Text), rules),
            Entry("priority", Request.Priority.ToString(CultureInfo.InvariantCulture), ScalarKind.Number),
            Entry("enabled", Request.Enabled ? "true" : "false", ScalarKind.Bool),
        ]);
        Document = new GovernanceReader(new PatternReader(), complaints).Read(map);
        Take(complaints, rules);
        if (!HasErrors)
        {
            Json = Encoding.UTF8.GetString(SourceJson.Write(map));
        }
    }

    private static void CheckSizes(SourceMap rule, Complaints complaints)
    {
        foreach (var pattern in GovernanceReader.ConditionKeys.Select(key => (rule["condition"] as SourceMap)?[key]).OfType<SourceScalar>())
        {
            if (pattern.Text.Length > PolicyBounds.MaxPattern)
            {
                complaints.Error(pattern, "too-long", $"the pattern has {pattern.Text.Length} characters; {PolicyBounds.MaxPattern} are allowed");
            }
        }

        if (rule["message"] is SourceScalar message && (message.Text.Length > PolicyBounds.MaxText || IsUnreadable(message.Text, lines: true)))
        {
            complaints.Error(message, "unreadable", $"`message` has more than {PolicyBounds.MaxText} characters, or holds a control or invisible one");
        }
    }

    // What people read in logs and approvals must not reorder or hide itself.
    private static bool IsUnreadable(string text, bool lines) => text.EnumerateRunes().Any(r =>
        r == Rune.ReplacementChar
        || (Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            && !(lines && r.Value is '\n' or '\r' or '\t')));

    private static SourceEntry Entry(string key, string value, ScalarKind kind) => new(new SourceScalar(0, 0, key, ScalarKind.Text), new SourceScalar(0, 0, value, kind));

    private void Error(string parameter, string code, string message, string? help = null) => _faults.Add(PolicyFault.Of(parameter, code, message, help));

    private void Take(Complaints complaints, SourceNode? root)
    {
        var pointers = root is null ? null : Pointers.Of(root);
        _faults.AddRange(complaints.All.OrderBy(static d => d.Line).ThenBy(static d => d.Column).Select(d =>
            new PolicyFault(d.Severity, "rules", pointers?.GetValueOrDefault((d.Line, d.Column)) ?? "", d.Line, d.Column, d.Code, d.Message, d.Help)));
    }
}
