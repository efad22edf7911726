using System.Security.Cryptography;
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
                Create(path);
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

    // Written beside and moved into place, so that nobody reads half of it; who comes second keeps the first one's.
    private static void Create(string path)
    {
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(draft, options))
        {
            file.WriteLine(Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
