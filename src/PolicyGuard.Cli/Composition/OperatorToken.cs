using System.Security.Cryptography;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// The secret by which a program of the person who owns the data folder uses the HTTP API: a file in that folder which only this person can
/// read. Agents cannot: the gate keeps them from the folder.
/// </summary>
internal static class OperatorToken
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "operator.token";

    private const string Prefix = "pgo_";
    private const int Bytes = 32;

    /// <summary>The token; made at first use. Racing processes get one.</summary>
    /// <exception cref="StoreException">The file cannot be read or written, or holds something else.</exception>
    public static string ReadOrCreate(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
            {
                PrivateFiles.CreateOnce(path, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + "\n");
            }

            var token = File.ReadAllText(path).Trim();
            return token.StartsWith(Prefix, StringComparison.Ordinal) && token.Length == Prefix.Length + (Bytes * 2)
                ? token
                : throw new StoreException($"{path} does not hold an operator token; remove it, and a new one is made");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path}: {fault.Message}");
        }
    }
}
