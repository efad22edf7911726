using System.Buffers;
using System.Text;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Commands;

/// <summary>Reads <c>name=url</c> and <c>name=command args…</c>.</summary>
internal static class UpstreamFlag
{
    private const string Form = "--upstream takes `name=https://…/mcp` or `name=command args…`";

    private static readonly SearchValues<char> Scheme = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Fault(string value)
    {
        var split = value.IndexOf('=', StringComparison.Ordinal);
        return split switch
        {
            <= 0 => $"{Form}; `{value}` has no name",
            _ when value[..split].Contains('.', StringComparison.Ordinal) => $"{Form}; a name has letters, digits and `-`",
            _ when IsOtherUrl(value[(split + 1)..]) => $"{Form}; `{value[(split + 1)..]}` is neither http nor https",
            _ when Words(value[(split + 1)..]) is not { Count: > 0 } => $"{Form}; `{value}` has no command, or an open quote",
            _ => null,
        };
    }

    /// <summary>The keys that a value sets.</summary>
    public static IEnumerable<ConfigFlag> Read(string value)
    {
        var split = value.IndexOf('=', StringComparison.Ordinal);
        var name = $"upstreams.{value[..split]}";
        var rest = value[(split + 1)..];
        if (IsUrl(rest))
        {
            return [new ConfigFlag("--upstream", $"{name}.url", rest) { ReplacesUpstream = true }];
        }

        var words = Words(rest)!;
        var command = new ConfigFlag("--upstream", $"{name}.command", words[0]) { ReplacesUpstream = true };
        return words.Count == 1 ? [command] : [command, new ConfigFlag("--upstream", $"{name}.args", [.. words.Skip(1)])];
    }

    private static bool IsUrl(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // `ws://…` is no program that anybody could start.
    private static bool IsOtherUrl(string text) => !IsUrl(text) && text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && text.AsSpan(0, end).IndexOfAnyExcept(Scheme) < 0;

    /// <summary>
    /// Splits a command at blanks, with <c>'…'</c> and <c>"…"</c> as in a shell; a backslash escapes a blank, a quote or a backslash and
    /// is itself before anything else, so that Windows paths survive. Nothing is expanded. Null where a quote stays open.
    /// </summary>
    public static List<string>? Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length && text[i + 1] is '"' or '\'' or '\\' or ' ')
            {
                word.Append(text[++i]);
                inside = true;
            }
            else if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
                inside = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (inside)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inside = false;
                }
            }
            else
            {
                word.Append(c);
                inside = true;
            }
        }

        if (inside)
        {
            words.Add(word.ToString());
        }

        return quote == '\0' ? words : null;
    }
}
