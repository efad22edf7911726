using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Names of tools and prompts on the joined endpoint: <c>upstream__name</c>, so that two upstreams may use one name. Upstream names hold no
/// underscore, so the first <c>__</c> parts the two. What would be longer than 64 characters, which some models' APIs refuse, is cut and ends
/// with eight digits of the whole name's SHA-256; the same name is always cut to the same.
/// </summary>
internal sealed class JoinedNames(UpstreamLink[] links, bool prefixed)
{
    /// <summary>The longest name that is shown, in UTF-16 units.</summary>
    public const int Longest = 64;

    private const string Separator = "__";
    private const int HashDigits = 8;

    /// <summary>Whether names carry their upstream's.</summary>
    public static bool Prefixes(PrefixMode mode, int upstreams) => mode == PrefixMode.Always || (mode == PrefixMode.Auto && upstreams > 1);

    /// <summary>The name under which a tool or prompt is shown.</summary>
    public string Show(UpstreamLink link, string name)
    {
        if (!prefixed)
        {
            return name;
        }

        var whole = $"{link.Name}{Separator}{name}";
        if (whole.Length <= Longest)
        {
            return whole;
        }

        var kept = Longest - HashDigits - 1;
        kept -= char.IsHighSurrogate(whole[kept - 1]) ? 1 : 0;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)));
        return $"{whole.AsSpan(0, kept)}_{hash.AsSpan(0, HashDigits)}";
    }

    /// <summary>The upstream and its own name for what is shown as <paramref name="shown"/>.</summary>
    /// <param name="shown">The name that a client used.</param>
    /// <param name="known">The names that an upstream lists.</param>
    /// <param name="found">Upstream and name, where there is exactly one.</param>
    /// <param name="fault">Why there is none, for a person.</param>
    public bool TryFind(string shown, Func<UpstreamLink, ICollection<string>> known, out (UpstreamLink Link, string Name) found, out string? fault)
    {
        fault = null;
        found = default;
        if (prefixed)
        {
            var at = shown.IndexOf(Separator, StringComparison.Ordinal);
            var link = at > 0 ? Array.Find(links, l => shown.AsSpan(0, at).SequenceEqual(l.Name)) : null;
            if (link is null)
            {
                fault = $"names here begin with an upstream's and two underscores, for example `{(links.Length > 0 ? links[0].Name : "name")}{Separator}tool`";
                return false;
            }

            found = (link, Whole(link, shown, known(link)) ?? shown[(at + Separator.Length)..]);
            return true;
        }

        foreach (var link in links)
        {
            if (!known(link).Contains(shown))
            {
                continue;
            }

            if (found.Link is not null)
            {
                fault = $"`{shown}` is a name of upstream `{found.Link.Name}` and of `{link.Name}`; the operator has to let names be prefixed";
                return false;
            }

            found = (link, shown);
        }

        fault = found.Link is null ? "no upstream lists this name" : null;
        return fault is null;
    }

    /// <summary>Two names that are shown as one, for a person; null where all differ. Neither of the two can be called.</summary>
    public string? Collision() => Collision(Tools) ?? Collision(Prompts);

    /// <summary>The tools that an upstream lists.</summary>
    public static ICollection<string> Tools(UpstreamLink link) => link.Tools.Names;

    /// <summary>The prompts that an upstream lists.</summary>
    public static ICollection<string> Prompts(UpstreamLink link) => link.Prompts;

    private string? Collision(Func<UpstreamLink, ICollection<string>> known)
    {
        var shown = new Dictionary<string, (UpstreamLink Link, string Name)>(StringComparer.Ordinal);
        foreach (var link in links)
        {
            foreach (var name in known(link))
            {
                if (!shown.TryAdd(Show(link, name), (link, name)))
                {
                    var (other, otherName) = shown[Show(link, name)];
                    return $"`{otherName}` of upstream `{other.Name}` and `{name}` of `{link.Name}` are both shown as `{Show(link, name)}`";
                }
            }
        }

        return null;
    }

    // A name that was cut can only be found among those that the upstream lists.
    private string? Whole(UpstreamLink link, string shown, ICollection<string> known)
    {
        if (shown.Length is < Longest - 1 or > Longest)
        {
            return null;
        }

        foreach (var name in known)
        {
            if (name.Length > Longest - link.Name.Length - Separator.Length && string.Equals(Show(link, name), shown, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return null;
    }
}
