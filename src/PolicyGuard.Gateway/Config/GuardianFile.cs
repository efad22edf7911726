using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// Reads MCP Guardian's <c>guardian.yaml</c> as a configuration of ours: its servers are upstreams, their policies intent policies. What it
/// says beside that passes as it is, so that such a file can grow our own sections.
/// </summary>
internal static class GuardianFile
{
    private static readonly string[] ServerKeys = ["name", "url", "transport", "headers", "policy"];
    private static readonly string[] JudgeKeys = ["model", "guardian_model", "guardian_base_url", "guardian_api_key"];

    /// <summary>The same configuration in our keys; a file that is not Guardian's as it came.</summary>
    public static ConfigMap? Translate(ConfigMap? root, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        if (root is null || !root.Members.Any(static member => member.Name is "servers" or "default_policy" || JudgeKeys.Contains(member.Name) && member.Name != "model"))
        {
            return root;
        }

        var members = new List<ConfigMember>();
        foreach (var member in root.Members)
        {
            switch (member.Name)
            {
                case "timeout" or "default_policy" or "servers" when IsNull(member):
                case var silent when JudgeKeys.Contains(silent) && IsNull(member):
                    break;
                case "servers":
                    Merge(members, "upstreams", member, Servers(member, variables, diagnostics));
                    break;
                case "default_policy":
                    Merge(members, "intent", member, [new ConfigMember("default", member.Place, PolicyPath(member.Value))]);
                    break;
                case "timeout":
                    diagnostics.Add(member.Place.Warning("key-without-effect", "`timeout` has no effect: it bounded a whole session there", "`upstreams.*.timeout` bounds the silence of a call"));
                    break;
                case var judge when JudgeKeys.Contains(judge):
                    diagnostics.Add(member.Place.Warning("key-without-effect", $"`{judge}` has no effect: the model that judges what policies leave undecided has keys of its own here", "see `judge.provider` and `judge.model`, or remove the key"));
                    break;
                default:
                    Merge(members, member.Name, member, (member.Value as ConfigMap)?.Members);
                    break;
            }
        }

        return root with { Members = members };
    }

    private static List<ConfigMember> Servers(ConfigMember servers, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        var upstreams = new List<ConfigMember>();
        if (servers.Value is not ConfigList list)
        {
            diagnostics.Add(servers.Place.Error("config-type", "`servers` is a list", "write each server behind a `-`"));
            return upstreams;
        }

        foreach (var item in list.Items)
        {
            if (item is not ConfigMap server || Text(server, "name") is not { Length: > 0 } name)
            {
                diagnostics.Add(item.Place.Error("config-shape", "a server is a mapping with `name` and `url`"));
                continue;
            }

            var ours = UpstreamName(name);
            if (ours != name)
            {
                diagnostics.Add(server.Place.Warning("upstream-name", $"the server `{name}` is the upstream `{ours}` here", "its tools are `" + ours + "__…` where there are several upstreams"));
            }

            if (upstreams.Find(other => other.Name == ours) is { } first)
            {
                diagnostics.Add(server.Place.Error("upstream-name", $"two servers are the upstream `{ours}`; the first is on line {first.Place.Line}", "give one another name"));
                continue;
            }

            upstreams.Add(new ConfigMember(ours, server.Place, server with { Members = [.. server.Members.SelectMany(member => Server(name, member, variables, diagnostics))] }));
        }

        return upstreams;
    }

    private static IEnumerable<ConfigMember> Server(string server, ConfigMember member, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        switch (member.Name)
        {
            case "name":
                break;
            case "url":
                yield return member;
                break;
            case "policy":
                yield return new ConfigMember("intent", member.Place, PolicyPath(member.Value));
                break;
            case "headers" when member.Value is ConfigMap headers:
                yield return member with { Value = headers with { Members = [.. headers.Members.Select(header => header with { Value = Literal(header.Value, variables, diagnostics) })] } };
                break;
            case "headers":
                yield return member;
                break;
            case "transport" when member.Value is ConfigScalar { Text: "streamable-http" or "streamable_http" }:
                break;
            case "transport":
                diagnostics.Add(member.Value.Place.Error("config-value", $"the server `{server}` is spoken to as streamable-http here, and no other way over HTTP", "give the `url` of its streamable-http endpoint"));
                break;
            default:
                diagnostics.Add(ConfigLayer.UnknownKey(member.Place, ["servers", server, member.Name], ServerKeys));
                break;
        }
    }

    // There a variable that is not set stays as written; here it would be an error.
    private static ConfigNode Literal(ConfigNode node, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        if (node is not ConfigScalar scalar)
        {
            return node;
        }

        var text = new StringBuilder();
        var rest = scalar.Written;
        for (var at = rest.IndexOf("${", StringComparison.Ordinal); at >= 0; at = rest.IndexOf("${", StringComparison.Ordinal))
        {
            var end = rest.IndexOf('}', at);
            var name = end < 0 ? "" : rest[(at + 2)..end];
            var isSet = variables.ContainsKey(name);
            if (!isSet && end >= 0)
            {
                diagnostics.Add(scalar.Place.Warning("variable-unset", $"the environment variable `{name}` is not set; the header is sent as it is written", "set it"));
            }

            text.Append(rest, 0, at).Append(isSet ? "${" : "$${");
            rest = rest[(at + 2)..];
        }

        return scalar with { Written = text.Append(rest).ToString() };
    }

    private static ConfigNode PolicyPath(ConfigNode node) => node is ConfigScalar { IsNull: false, Written: { Length: > 0 } path } scalar && !path.Contains('/', StringComparison.Ordinal) && !Path.HasExtension(path)
        ? scalar with { Written = $"./{path}", Text = $"./{path}" }
        : node;

    private static bool IsNull(ConfigMember member) => member.Value is ConfigScalar { IsNull: true };

    private static string UpstreamName(string name) =>
        string.Concat(name.Select(static c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c is '_' or ' ' or '.' ? '-' : c));

    private static string? Text(ConfigMap map, string name) => (map.Members.FirstOrDefault(member => member.Name == name)?.Value as ConfigScalar)?.Text;

    private static void Merge(List<ConfigMember> into, string name, ConfigMember source, IReadOnlyList<ConfigMember>? members)
    {
        var at = into.FindIndex(member => member.Name == name && member.Value is ConfigMap);
        if (at >= 0 && members is not null)
        {
            into[at] = into[at] with { Value = (ConfigMap)into[at].Value with { Members = [.. ((ConfigMap)into[at].Value).Members, .. members] } };
        }
        else
        {
            into.Add(members is null ? source : new ConfigMember(name, source.Place, new ConfigMap(source.Place, members)));
        }
    }
}
