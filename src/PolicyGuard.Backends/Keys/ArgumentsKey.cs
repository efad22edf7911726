using System.Security.Cryptography;
using PolicyGuard.Ledger.Sealing;

namespace PolicyGuard.Backends.Keys;

/// <summary>
/// The key file by which kept arguments are sealed: <c>keys/arguments.key</c> in the data folder, which only its owner can read. One line of 64
/// hexadecimal digits for each key; the first one seals, those below it open what was sealed before. Agents cannot reach it: the gate keeps them
/// from the folder.
/// </summary>
public static class ArgumentsKey
{
    /// <summary>The folder's name in the data folder.</summary>
    public const string FolderName = "keys";

    /// <summary>The file's name in that folder.</summary>
    public const string FileName = "arguments.key";

    // A person may keep many old keys, but a file that grows without end is not of a person's making.
    private const int MostBytes = 64 * 1024;

    /// <summary>Where the file of a data folder lies.</summary>
    public static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), FolderName, FileName);

    /// <summary>The vault of a data folder; its key is made at first use. Racing processes get one.</summary>
    /// <param name="dataFolder">The folder; exists.</param>
    /// <exception cref="KeyFileException">The file cannot be made or read, holds something else, or others can read it.</exception>
    public static Vault ReadOrCreate(string dataFolder) => Guarded(PathIn(dataFolder), path =>
    {
        if (!File.Exists(path))
        {
            PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
            PrivateFiles.CreateOnce(path, Convert.ToHexStringLower(SealingKey.NewSecret()) + "\n");
        }

        return Read(path);
    });

    /// <summary>The vault of a data folder, or null where there is no key file: then nothing that was sealed opens.</summary>
    /// <exception cref="KeyFileException">As for <see cref="ReadOrCreate"/>.</exception>
    public static Vault? ReadExisting(string dataFolder) => Guarded(PathIn(dataFolder), static path => File.Exists(path) ? Read(path) : null);

    private static Vault Read(string path)
    {
        PrivateFiles.RefuseOthers(path);
        if (new FileInfo(path).Length > MostBytes)
        {
            throw Holds(path);
        }

        var keys = new List<SealingKey>();
        foreach (var line in File.ReadAllLines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            if (line.Length != SealingKey.SecretLength * 2 || !line.All(char.IsAsciiHexDigit))
            {
                throw Holds(path);
            }

            var secret = Convert.FromHexString(line);
            keys.Add(new SealingKey(secret));
            CryptographicOperations.ZeroMemory(secret);
        }

        return keys.Count > 0 ? new Vault(keys) : throw Holds(path);
    }

    private static KeyFileException Holds(string path) =>
        new($"{path} does not hold keys of 64 hexadecimal digits, one a line; bring the right file back, or move it away: then a new key is made, and what was sealed before cannot be read any more");

    private static T Guarded<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path}: {fault.Message}", fault);
        }
    }
}
