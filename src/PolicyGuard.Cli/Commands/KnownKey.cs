using System.Text;
using PolicyGuard.Ledger.Notes;

namespace PolicyGuard.Cli.Commands;

/// <summary>A signing key that the reader of a log knows from elsewhere: <c>--key</c>.</summary>
internal static class KnownKey
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads a verifier key, or a file that holds one or a PEM public key.</summary>
    /// <param name="text">The verifier key or the file's path.</param>
    /// <param name="origin">The name that a key in PEM gets: the log's.</param>
    /// <param name="fault">Why it cannot be used.</param>
    public static NoteKey? Read(string text, string origin, out string? fault)
    {
        if (text.Contains('+', StringComparison.Ordinal) && !File.Exists(text))
        {
            return NoteKey.TryParse(text, out var named, out fault) ? named : null;
        }

        try
        {
            var content = new FileInfo(text).Length <= MostBytes ? File.ReadAllText(text, Encoding.UTF8).Trim() : "";
            if (content.StartsWith("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal))
            {
                var fields = System.Security.Cryptography.PemEncoding.Find(content);
                fault = null;
                return NoteKey.FromSpki(LogOrigin.TryParse(origin, out var log) ? log.Name : "log", Convert.FromBase64String(content[fields.Base64Data]));
            }

            return NoteKey.TryParse(content, out var key, out fault) ? key : null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            fault = wrong.Message;
            return null;
        }
    }
}
