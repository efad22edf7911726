using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>
/// Where an argument pattern looks: <c>path</c> (that key at any depth), <c>path|file|uri</c> (any of these keys at any depth),
/// <c>/opts/path</c> (exactly there; <c>*</c> for any one step) or <c>**</c> (everywhere). Keys compare without regard to letter case,
/// <c>_</c>, <c>-</c>, blanks and dots: <c>filePath</c> is <c>file_path</c>.
/// </summary>
public sealed class ArgumentKey
{
    private ArgumentKey(string written, IReadOnlyList<string>? names, IReadOnlyList<string>? steps)
    {
        Written = written;
        Names = names;
        Steps = steps;
    }

    /// <summary>The key as written.</summary>
    public string Written { get; }

    /// <summary>The folded names of which one is looked for at any depth; null for a pointer and for everywhere.</summary>
    internal IReadOnlyList<string>? Names { get; }

    /// <summary>The folded steps of a pointer, <c>*</c> for any; null otherwise.</summary>
    internal IReadOnlyList<string>? Steps { get; }

    /// <summary>Whether the key looks everywhere.</summary>
    internal bool IsEverywhere => Names is null && Steps is null;

    /// <summary>Reads a key.</summary>
    /// <param name="text">The key as written.</param>
    /// <param name="key">The key, where the text is one.</param>
    /// <param name="fault">Why it is none.</param>
    public static bool TryParse(string text, out ArgumentKey? key, out string? fault)
    {
        key = null;
        fault = null;
        if (text == "**")
        {
            key = new ArgumentKey(text, null, null);
            return true;
        }

        if (text.StartsWith('/'))
        {
            var steps = new List<string>();
            foreach (var step in text[1..].Split('/'))
            {
                if (Unescape(step) is not { } plain)
                {
                    fault = $"`{step}` is not a step of a JSON pointer: `~` is written `~0` and `/` is written `~1`";
                    return false;
                }

                steps.Add(step == "*" ? step : Fold(plain));
            }

            key = new ArgumentKey(text, null, steps);
            return true;
        }

        var names = text.Split('|', StringSplitOptions.TrimEntries).Select(Fold).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Any(n => n.Length == 0))
        {
            fault = "a key has at least one letter or digit";
            return false;
        }

        key = new ArgumentKey(text, names, null);
        return true;
    }

    /// <summary>A key exactly as given, even where it holds a bar.</summary>
    internal static ArgumentKey Plain(string name) => new(name, [Fold(name)], null);

    /// <summary>The form in which keys are compared.</summary>
    internal static string Fold(string key)
    {
        var wide = NameFolding.FoldPart(key).Text ?? key.ToLowerInvariant();
        return string.Concat(wide.Where(c => c is not ('_' or '-' or ' ' or '.')));
    }

    private static string? Unescape(string step)
    {
        for (var i = step.IndexOf('~'); i >= 0; i = step.IndexOf('~', i + 1))
        {
            if (i + 1 == step.Length || step[i + 1] is not ('0' or '1'))
            {
                return null;
            }
        }

        return step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Written;
}
