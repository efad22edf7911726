using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>
/// Puts environment variables into values of the configuration file: <c>${NAME}</c>, <c>${NAME:-default}</c>; <c>$${</c> is a literal
/// <c>${</c>. A variable that is not set and has no default is an error: an empty token would be sent as if it were one.
/// </summary>
internal static class Interpolation
{
    /// <summary>The node with every scalar in it expanded.</summary>
    public static ConfigNode Expand(ConfigNode node, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics) => node switch
    {
        ConfigScalar scalar => scalar with { Text = Expand(scalar, variables, diagnostics) },
        ConfigList list => list with { Items = [.. list.Items.Select(item => Expand(item, variables, diagnostics))] },
        _ => node,
    };

    private static string Expand(ConfigScalar scalar, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        var text = scalar.Written;
        var at = text.IndexOf("${", StringComparison.Ordinal);
        if (at < 0)
        {
            return text;
        }

        var result = new StringBuilder();
        var from = 0;
        while (at >= 0)
        {
            if (at > from && text[at - 1] == '$')
            {
                result.Append(text, from, at - 1 - from).Append("${");
                from = at + 2;
                at = text.IndexOf("${", from, StringComparison.Ordinal);
                continue;
            }

            result.Append(text, from, at - from);
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                diagnostics.Add(scalar.Place.Error("variable-syntax", $"`{text[at..]}` has no closing brace", "write `$${` for a literal `${`"));
                return text;
            }

            result.Append(Value(scalar, text[(at + 2)..end], variables, diagnostics));
            from = end + 1;
            at = text.IndexOf("${", from, StringComparison.Ordinal);
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    private static string Value(
        ConfigScalar scalar, string inside, IReadOnlyDictionary<string, string> variables, ICollection<Diagnostic> diagnostics)
    {
        var split = inside.IndexOf(":-", StringComparison.Ordinal);
        var name = split < 0 ? inside : inside[..split];
        if (!IsName(name))
        {
            diagnostics.Add(scalar.Place.Error("variable-syntax", $"`{name}` is not the name of an environment variable", "write `$${` for a literal `${`"));
            return "";
        }

        if (variables.TryGetValue(name, out var value) && (split < 0 || value.Length > 0))
        {
            return value;
        }

        if (split >= 0)
        {
            return inside[(split + 2)..];
        }

        diagnostics.Add(scalar.Place.Error(
            "variable-unset", $"the environment variable `{name}` is not set", $"set it, or give a default: `${{{name}:-…}}`"));
        return "";
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
