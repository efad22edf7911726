using System.Security.Cryptography;
using PolicyGuard.Flows;

namespace PolicyGuard.Backends.Keys;

/// <summary>
/// The key of what flows remember: <c>keys/flows.key</c> in the data folder, one line of 32 hexadecimal digits, which only its owner can read. All
/// processes on the folder share it, or they would not know each other's fingerprints.
/// </summary>
public static class FlowsKey
{
    /// <summary>The file's name in the folder of keys.</summary>
    public const string FileName = "flows.key";

    /// <summary>The key of a data folder, made at first use. Racing processes get one.</summary>
    /// <param name="dataFolder">The folder; exists.</param>
    /// <exception cref="KeyFileException">The file cannot be made or read, holds something else, or others can read it.</exception>
    public static PrintKey ReadOrCreate(string dataFolder)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), ArgumentsKey.FolderName, FileName);
        try
        {
            if (!File.Exists(path))
            {
                PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
                PrivateFiles.CreateOnce(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PrintKey.Length)) + "\n");
            }

            PrivateFiles.RefuseOthers(path);
            var text = File.ReadAllText(path).Trim();
            return text.Length == PrintKey.Length * 2 && text.All(char.IsAsciiHexDigit)
                ? new PrintKey(Convert.FromHexString(text))
                : throw new KeyFileException($"{path} does not hold a key of {PrintKey.Length * 2} hexadecimal digits; move it away: then a new one is made, and open flows begin anew");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path}: {fault.Message}", fault);
        }
    }
}
