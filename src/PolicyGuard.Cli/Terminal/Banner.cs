using System.Net;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Terminal;

/// <summary>What the program says of itself when it is up, and what the operator should know at that moment.</summary>
internal static class Banner
{
    /// <summary>The lines.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="policies">The policies in force.</param>
    /// <param name="url">Where clients go.</param>
    /// <param name="configFile">The configuration file that was read, or null.</param>
    /// <param name="keys">Whether API keys are configured.</param>
    public static string Of(ProgramOptions options, Policies policies, Uri url, string? configFile, bool keys)
    {
        var rules = policies.Rules!;
        var text = new StringBuilder();
        text.AppendLine($"policyguard {Machine.Version}");
        text.AppendLine($"  url        {url}");
        text.AppendLine($"  config     {configFile ?? "none"}");
        foreach (var upstream in options.Gateway.Upstreams)
        {
            text.AppendLine($"  upstream   {upstream.Name}: {Place(upstream)}");
        }

        text.AppendLine($"  policies   {string.Join(", ", policies.Result.Documents.Select(static document => document.Name).DefaultIfEmpty("none"))}: {Counted.Of(rules.Count, "rule")}, set {rules.Hash[..12]}");
        if (policies.Intent.Set is { IsEmpty: false } intent)
        {
            text.AppendLine($"  intent     {string.Join(", ", intent.Upstreams.Select(static pair => $"{pair.Key}: {pair.Value.Name}").Prepend($"all flows: {intent.Default?.Name ?? "none"}"))}");
        }

        text.AppendLine($"  default    {rules.Default.Name()}");
        text.AppendLine($"  log        {options.DataFolder}, durability {options.Durability.ToString().ToLowerInvariant()}");
        text.AppendLine($"  callers    {(keys ? "need an API key" : "the local user; `policyguard key create` makes API keys")}");
        foreach (var warning in Warnings(options, rules.Default, keys))
        {
            text.AppendLine($"  ! {warning}");
        }

        return SafeLines(text);
    }

    /// <summary>The same for a log that others write to as well.</summary>
    public static string OneLine(ProgramOptions options, Policies policies, string? configFile)
    {
        var rules = policies.Rules!;
        var names = string.Join(", ", policies.Result.Documents.Select(static document => document.Name).DefaultIfEmpty("none"));
        return $"{Machine.Version} {Served(options.Gateway.Upstreams)}; policies {names}: {Counted.Of(rules.Count, "rule")}, set {rules.Hash[..12]}, "
            + $"default {rules.Default.Name()}; config {configFile ?? "none"}; log in {options.DataFolder}";
    }

    private static string Served(IReadOnlyList<UpstreamOptions> upstreams) => upstreams.Count switch
    {
        0 => "serves the governance tools",
        1 => $"wraps {Place(upstreams[0])}",
        _ => $"serves {upstreams.Count} upstreams",
    };

    private static IEnumerable<string> Warnings(ProgramOptions options, Effect defaultAction, bool keys)
    {
        if (options.Policy.Paths is null)
        {
            yield return "no policy is configured: the built-in starter policy decides. `policyguard init` writes one to change";
        }

        if (defaultAction.RunsDirectly())
        {
            yield return $"a call that no rule speaks of is allowed (default {defaultAction.Name()}); `policy.default_action: deny` turns that round";
        }

        if (options.Gateway.Upstreams.Count == 0)
        {
            yield return "no tool server is configured: there are the governance tools and no others. Name one with --upstream or under `upstreams:`";
        }

        if (!keys && !IPAddress.IsLoopback(options.Gateway.Host))
        {
            yield return $"everybody who reaches {options.Gateway.Host} may call: nobody has to prove who they are";
        }
    }

    private static string Place(UpstreamOptions upstream) =>
        upstream.Url?.GetLeftPart(UriPartial.Path) ?? string.Join(' ', [upstream.Command!, .. upstream.Args]);

    private static string SafeLines(StringBuilder text) =>
        string.Join(Environment.NewLine, text.ToString().TrimEnd().Split(Environment.NewLine).Select(static line => SafeText.Of(line)));
}
