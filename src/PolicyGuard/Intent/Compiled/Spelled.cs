using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Compiled;

/// <summary>Lists in messages, bounded.</summary>
internal static class Spelled
{
    private const int Most = 20;

    public static string Of(IEnumerable<NamePattern> patterns)
    {
        var written = patterns.Select(static pattern => pattern.Written).Distinct().ToList();
        var shown = string.Join(", ", written.Take(Most).Select(static text => $"`{text}`"));
        return written.Count <= Most ? shown : $"{shown} and {written.Count - Most} more";
    }

    public static string Of(PathStep step) => $"`{step.Tool.Full}`";
}
