using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Compiled;

/// <summary>The hash of what a policy says: SHA-256 over canonical JSON.</summary>
internal static class IntentHash
{
    public static string Of(IntentDocument document)
    {
        var w = new CanonicalJsonWriter().BeginObject();
        w.Name("after").Raw(Pairs(document.After.Select(static entry => (entry.Key.Canonical, entry.Earlier))));
        w.Name("allowed_tools").Raw(List(document.AllowedTools));
        w.Name("constraints").Raw(Texts(document.Constraints));
        w.Name("description").String(document.Description).Name("escalation_threshold").String(document.EscalationThreshold.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        w.Name("expected_workflow").String(document.ExpectedWorkflow).Name("fast_path_allow").Boolean(document.FastPathAllow);
        w.Name("forbidden_tools").Raw(List(document.ForbiddenTools)).Name("name").String(document.Name);
        w.Name("never_after").Raw(Pairs(document.NeverAfter.Select(static entry => (entry.Key.Canonical, entry.Earlier))));
        w.Name("transitions").Raw(Pairs(document.Transitions.Select(static entry => (entry.Key?.Canonical ?? TransitionDocument.Start, entry.Next))));
        w.Name("unlisted").Boolean(document.AllowUnlisted).EndObject();
        return Convert.ToHexStringLower(SHA256.HashData(w.Written.Span));
    }

    private static byte[] List(IEnumerable<NamePattern> patterns) => Texts(patterns.Select(static pattern => pattern.Canonical));

    private static byte[] Texts(IEnumerable<string> texts)
    {
        var w = new CanonicalJsonWriter().BeginArray();
        foreach (var text in texts)
        {
            w.String(text);
        }

        return w.EndArray().Written.ToArray();
    }

    private static byte[] Pairs(IEnumerable<(string Key, IReadOnlyList<NamePattern> Values)> pairs)
    {
        var w = new CanonicalJsonWriter().BeginArray();
        foreach (var (key, values) in pairs)
        {
            w.BeginArray().String(key).Raw(List(values)).EndArray();
        }

        return w.EndArray().Written.ToArray();
    }
}
