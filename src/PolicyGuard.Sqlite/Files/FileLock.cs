namespace PolicyGuard.Sqlite.Files;

/// <summary>Says which process does what only one may do at a time: a lock on an empty file beside the database, given back by the system if its holder dies.</summary>
internal static class FileLock
{
    /// <summary>The lock until it is disposed, or null where somebody else holds it.</summary>
    internal static IDisposable? TryTake(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
