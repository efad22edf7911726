using Microsoft.AspNetCore.Http;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Auth;

/// <summary>What a request carries as a credential.</summary>
internal enum CredentialKind
{
    /// <summary>Nothing, or something that is not for us.</summary>
    None,

    /// <summary>An API key, in the right form.</summary>
    Key,

    /// <summary>What begins as a key of ours and is none, or a bearer token of somebody else.</summary>
    NoKey,

    /// <summary>More than one, or one where it does not belong.</summary>
    Misplaced,
}

/// <summary>
/// Reads the <c>Authorization</c> header (RFC 6750 §2.1): once, <c>Bearer</c> in any letter case, blanks, the key. A key in the URL is refused
/// (§2.3): URLs are written down by whoever passes them on.
/// </summary>
internal static class BearerHeader
{
    private const int Longest = 4096;

    /// <summary>The credential.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The key, where there is one.</param>
    public static CredentialKind Read(HttpRequest request, out KeyToken? token)
    {
        token = null;
        if (request.QueryString.HasValue && InUrl(request.Query))
        {
            return CredentialKind.Misplaced;
        }

        var values = request.Headers.Authorization;
        if (values.Count == 0)
        {
            return CredentialKind.None;
        }

        if (values.Count > 1 || values[0] is not { Length: <= Longest } header)
        {
            return CredentialKind.Misplaced;
        }

        var text = header.AsSpan().Trim(' ');
        if (text.Length < 7 || !text[..6].Equals("Bearer", StringComparison.OrdinalIgnoreCase) || text[6] != ' ')
        {
            return text.Contains(KeyToken.Prefix, StringComparison.OrdinalIgnoreCase) ? CredentialKind.NoKey : CredentialKind.None;
        }

        return KeyToken.TryRead(text[7..].TrimStart(' '), out token) ? CredentialKind.Key : CredentialKind.NoKey;
    }

    /// <summary>Whether it claims to be a key of ours: then it is refused also where none is needed, for somebody is mistaken about where they are.</summary>
    public static bool ClaimsToBeOurs(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.Contains(KeyToken.Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool InUrl(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (name.Equals("access_token", StringComparison.OrdinalIgnoreCase) || name.Contains(KeyToken.Prefix, StringComparison.OrdinalIgnoreCase)
                || values.Any(static value => value is not null && value.Contains(KeyToken.Prefix, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}
