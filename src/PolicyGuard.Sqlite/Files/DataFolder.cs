namespace PolicyGuard.Sqlite.Files;

/// <summary>The folder in which the database lives. What we create is for this user only: 0700 the folder, 0600 the files.</summary>
internal static class DataFolder
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The database file's name.</summary>
    internal const string DatabaseName = "policyguard.db";

    /// <summary>Where the database of a folder lies.</summary>
    internal static string DatabaseIn(string folder) => Path.Combine(Path.GetFullPath(folder), DatabaseName);

    /// <summary>
    /// Makes the folder and an empty database file where they are missing; modes of what exists stay as the operator set them, and are refused
    /// where others can write.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    /// <exception cref="StoreException">Others can change what exists.</exception>
    internal static void Prepare(string folder)
    {
        var full = Path.GetFullPath(folder);
        var made = !Directory.Exists(full);
        if (!made)
        {
            OtherHands.Refuse(full, DatabaseIn(full));
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateDirectory(full, Folder);
        }

        if (CreateDatabase(DatabaseIn(full)) || made)
        {
            DirectorySync.Sync(full);
            DirectorySync.Sync(Path.GetDirectoryName(full));
        }
    }

    /// <summary>
    /// SQLite gives its log and its index the mode of the database file, so that is created first, by us. CreateNew never opens
    /// a file that exists: closing a second descriptor on a database would drop this process's POSIX locks on it.
    /// </summary>
    private static bool CreateDatabase(string path)
    {
        if (System.IO.File.Exists(path))
        {
            return false;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File;
        }

        try
        {
            using var created = new FileStream(path, options);
            return true;
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            return false;
        }
    }
}
