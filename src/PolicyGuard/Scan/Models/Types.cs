namespace PolicyGuard.Scan.Models;

/// <summary>Types whose values are known better than others.</summary>
internal static class Types
{
    /// <summary>What a URL is parsed into.</summary>
    public const string ParsedUrl = "urllib.parse.ParseResult";

    /// <summary>Whether it is a file's path.</summary>
    public static bool IsPath(string? type) => type is "pathlib.Path" or "pathlib.PurePath" or "pathlib.PosixPath" or "pathlib.PurePosixPath" or "pathlib.WindowsPath" or "anyio.Path";
}
