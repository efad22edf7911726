using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Config;

/// <summary>RFC 9110 §5.1 and §5.5: a header's name is a token; its value has no line breaks, which would start another header.</summary>
internal static class HeaderCheck
{
    public static void Run(ConfigEntry entry, string name, string value, ICollection<Diagnostic> diagnostics)
    {
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
        {
            diagnostics.Add(entry.Value.Place.Error("config-value", $"`{name}` is not a header name"));
        }

        if (value.Any(char.IsControl))
        {
            diagnostics.Add(entry.Value.Place.Error("config-value", $"the value of `{entry.Written}` holds a line break or another control character"));
        }
    }
}
