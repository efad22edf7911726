using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>Tokens that say what they are: a fixed prefix and a long run of token characters.</summary>
internal sealed class PrefixedToken : Detector
{
    private static readonly SearchValues<char> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    private readonly SearchValues<string> _prefixes;
    private readonly int _minimum;

    private PrefixedToken(string id, int minimum, params string[] prefixes)
    {
        Id = id;
        _minimum = minimum;
        _prefixes = SearchValues.Create(prefixes, StringComparison.Ordinal);
    }

    public override string Id { get; }

    public override LabelSet Label => LabelSet.Secret;

    /// <summary>GitHub personal, OAuth, user, server and refresh tokens (36 characters after the prefix) and fine-grained ones.</summary>
    public static PrefixedToken GitHub { get; } = new("github-token", 40, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_");

    /// <summary>Keys of model providers (<c>sk-…</c>).</summary>
    public static PrefixedToken Model { get; } = new("model-api-key", 23, "sk-");

    /// <summary>Slack tokens.</summary>
    public static PrefixedToken Slack { get; } = new("slack-token", 20, "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-");

    /// <summary>Our own API keys and operator tokens, also cut off ones.</summary>
    public static PrefixedToken Own { get; } = new("policyguard-key", 30, "pgk_", "pgo_");

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from + _minimum <= text.Length)
        {
            var at = text[from..].IndexOfAny(_prefixes);
            if (at < 0)
            {
                break;
            }

            from += at;
            // The run is measured only at the start of a word, where it either is a hit or is short: so the whole text is read once.
            if (from == 0 || !char.IsAsciiLetterOrDigit(text[from - 1]))
            {
                var run = Run(text, from, Body);
                if (run >= _minimum)
                {
                    return new Hit(from, run);
                }
            }

            from += 1;
        }

        return Hit.None;
    }
}
