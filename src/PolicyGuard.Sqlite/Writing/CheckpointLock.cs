namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// Says which process checkpoints: a lock on an empty file beside the database, given back by the system if its holder dies.
/// </summary>
internal static class CheckpointLock
{
    /// <summary>The lock until it is disposed, or null where somebody else holds it.</summary>
    internal static IDisposable? TryTake(string databasePath)
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
            return new FileStream(databasePath + ".checkpoint", options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
