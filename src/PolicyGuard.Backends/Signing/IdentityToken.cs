using System.Buffers.Text;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Backends.Signing;

/// <summary>
/// A token by which an identity provider says who we are (OpenID Connect). It is a secret: it is sent to Fulcio and to nobody else, and appears in no
/// message. It is not verified here; Fulcio does that.
/// </summary>
public sealed class IdentityToken
{
    private const int MaxLength = 64 * 1024;
    private static readonly RpcLimits Limits = new(MaxBytes: MaxLength);

    private IdentityToken(string raw, string subject, DateTimeOffset? expires) => (Raw, Subject, Expires) = (raw, subject, expires);

    /// <summary>Whom the token names: the verified mail address where there is one, else the subject. Proof of possession is a signature over it.</summary>
    public string Subject { get; }

    /// <summary>Until when it is good; null where it does not say.</summary>
    public DateTimeOffset? Expires { get; }

    internal string Raw { get; }

    /// <summary>Reads the token of a file, as platforms mount them; blanks around it do not count.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="KeylessException">It cannot be read, or holds no such token.</exception>
    public static IdentityToken FromFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Length <= MaxLength ? Parse(File.ReadAllText(path), $"the file {path}") : throw new KeylessException($"the file {path} is too large for a token");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeylessException($"the identity token cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the token of an environment variable.</summary>
    /// <param name="variable">Its name.</param>
    /// <exception cref="KeylessException">It is not set, or holds no such token.</exception>
    public static IdentityToken FromEnvironment(string variable) =>
        Parse(Environment.GetEnvironmentVariable(variable) ?? throw new KeylessException($"the variable {variable} is not set"), $"the variable {variable}");

    private static IdentityToken Parse(string text, string where)
    {
        var raw = text.Trim();
        try
        {
            var parts = raw.Length <= MaxLength ? raw.Split('.') : [];
            var payload = parts.Length == 3 ? Base64Url.DecodeFromChars(parts[1]) : [];
            if (StrictJson.TryCheck(payload, Limits, out _))
            {
                using var json = JsonDocument.Parse(payload);
                if (SubjectOf(json.RootElement) is { Length: > 0 } subject)
                {
                    DateTimeOffset? expires = json.RootElement.TryGetProperty("exp", out var exp) ? DateTimeOffset.FromUnixTimeSeconds(exp.GetInt64()) : null;
                    return new IdentityToken(raw, subject, expires);
                }
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Said below, without what it holds.
        }

        throw new KeylessException($"{where} holds no identity token that names a verified mail address or a subject");
    }

    private static string? SubjectOf(JsonElement claims)
    {
        if (claims.TryGetProperty("email", out var email) && email.GetString() is { Length: > 0 } address)
        {
            // A mail address that the provider did not verify is anybody's; Fulcio refuses it as well.
            return claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True ? address : null;
        }

        return claims.TryGetProperty("sub", out var sub) ? sub.GetString() : null;
    }
}
