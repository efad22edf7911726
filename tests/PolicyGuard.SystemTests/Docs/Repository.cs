namespace PolicyGuard.SystemTests.Docs;

/// <summary>The files of this repository, for tests that hold documents to the code.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static readonly string Root = Find();

    /// <summary>The text of a file.</summary>
    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PolicyGuard.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"no solution above {AppContext.BaseDirectory}");
    }
}
