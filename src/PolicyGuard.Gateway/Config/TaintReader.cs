using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>Makes the options of what is followed from results into calls.</summary>
internal sealed class TaintReader(IReadOnlyDictionary<string, object> values, Action<string, string, string> complain)
{
    private static readonly string[] Effects = ["read", "fetch", "write", "send", "pay", "delete", "grant", "run"];

    public TaintOptions Read(IReadOnlyList<UpstreamOptions> upstreams) => new()
    {
        Mode = (values.GetValueOrDefault("taint.flow") as string) switch { "ask" => FlowMode.Ask, "warn" => FlowMode.Warn, "off" => FlowMode.Off, _ => FlowMode.Enforce },
        FindsInstructions = values.GetValueOrDefault("taint.find_instructions") as bool? ?? true,
        Limits = FlowLimits.Default with
        {
            Idle = values.GetValueOrDefault("taint.idle") as TimeSpan? ?? FlowLimits.Default.Idle,
            MaxPrints = values.GetValueOrDefault("taint.max_prints") as int? ?? FlowLimits.Default.MaxPrints,
            MaxFlows = values.GetValueOrDefault("taint.max_flows") as int? ?? FlowLimits.Default.MaxFlows,
        },
        Upstreams = upstreams.ToDictionary(static u => u.Name, static u => u.Trust, StringComparer.Ordinal),
        Sources =
        [
            .. Globs("taint.untrusted_tools").Select(static glob => (glob, SourceTrust.Untrusted)),
            .. Globs("taint.confidential_tools").Select(static glob => (glob, SourceTrust.Confidential)),
            .. Globs("taint.trusted_tools").Select(static glob => (glob, SourceTrust.Trusted)),
        ],
        Sinks = [.. Sinks()],
        Arguments = [.. Arguments("taint.control_arguments", true), .. Arguments("taint.content_arguments", false)],
        Sanitizers = [.. Globs("taint.sanitizers")],
    };

    /// <summary>The trust that a word stands for.</summary>
    public static SourceTrust TrustOf(string? word) => word switch { "trusted" => SourceTrust.Trusted, "confidential" => SourceTrust.Confidential, _ => SourceTrust.Untrusted };

    private IEnumerable<NamePattern> Globs(string name)
    {
        foreach (var text in Strings(name))
        {
            if (Glob(name, text) is { } glob)
            {
                yield return glob;
            }
        }
    }

    private IEnumerable<(NamePattern, SinkKind)> Sinks()
    {
        foreach (var (glob, word) in Pairs("taint.effects"))
        {
            var index = Array.IndexOf(Effects, word);
            if (index < 0)
            {
                complain("taint.effects", $"`{word}` is nothing that a tool does", $"expected one of {string.Join(", ", Effects)}");
                continue;
            }

            yield return (glob, (SinkKind)index);
        }
    }

    private IEnumerable<(NamePattern, string, bool)> Arguments(string name, bool isControl) => Pairs(name).Select(pair => (pair.Glob, pair.Word, isControl));

    private IEnumerable<(NamePattern Glob, string Word)> Pairs(string name)
    {
        foreach (var text in Strings(name))
        {
            var at = text.LastIndexOf('=');
            if (at <= 0 || at + 1 == text.Length)
            {
                complain(name, $"`{text}` is not of the form `glob=word`", "write the names of tools, `=`, and the word");
                continue;
            }

            if (Glob(name, text[..at].Trim()) is { } glob)
            {
                yield return (glob, text[(at + 1)..].Trim());
            }
        }
    }

    private NamePattern? Glob(string name, string text)
    {
        if (NamePattern.TryParseGlob(text, out var glob, out var fault))
        {
            return glob;
        }

        complain(name, $"`{text}`: {fault}", "write the names of tools, with `*` for any letters");
        return null;
    }

    private IReadOnlyList<string> Strings(string name) => values.GetValueOrDefault(name) as IReadOnlyList<string> ?? [];
}
