using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Governance;

/// <summary>The token by which a client joins a flow that a person opened: <c>pgf_</c>, 160 random bits in two parts. Only its hash is kept.</summary>
public static class FlowToken
{
    /// <summary>The longest text that is looked at as a token.</summary>
    public const int MaxLength = 128;

    /// <summary>A new token.</summary>
    public static string New() => $"{Ids.New("pgf")}{Ids.New("")[1..]}";

    /// <summary>SHA-256 over the token, lower-case hex.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
