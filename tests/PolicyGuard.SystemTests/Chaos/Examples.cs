namespace PolicyGuard.SystemTests.Chaos;

/// <summary>Where the built example servers lie.</summary>
internal static class Examples
{
    /// <summary>The command that starts the files server on a folder.</summary>
    public static IReadOnlyList<string> FilesServer(string folder) => ["dotnet", Built("FilesServer"), folder];

    private static string Built(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"build the solution first: {path} is missing");
    }
}
