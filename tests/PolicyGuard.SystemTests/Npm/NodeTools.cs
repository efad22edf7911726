using System.Diagnostics;

namespace PolicyGuard.SystemTests.Npm;

/// <summary>Node and the pinned packages of <c>tests/npm</c>, which <c>eng/setup</c> installs. Where they are missing, a test skips and says why.</summary>
internal static class NodeTools
{
    private const int OldestNode = 22;

    private static readonly string s_folder = Path.Combine(RepositoryRoot(), "tests", "npm");
    private static readonly Lazy<(string? Node, string? Missing)> s_node = new(Find);

    /// <summary>The Node executable.</summary>
    public static string Node
    {
        get
        {
            Assert.SkipWhen(s_node.Value.Node is null, s_node.Value.Missing ?? "");
            return s_node.Value.Node!;
        }
    }

    /// <summary>The command that runs a script of <c>tests/npm</c>.</summary>
    public static string[] Script(string path, params string[] arguments) => [Node, Path.Combine(s_folder, path), .. arguments];

    /// <summary>The command that runs a script of an installed package.</summary>
    public static string[] Package(string path, params string[] arguments) => Script(Path.Combine("node_modules", path), arguments);

    private static (string? Node, string? Missing) Find()
    {
        var modules = Path.Combine(s_folder, "node_modules");
        if (!File.Exists(Path.Combine(modules, ".installed-lock")))
        {
            return (null, "The npm packages of tests/npm are not installed; eng/setup installs them where npm is.");
        }

        var bundled = Directory.EnumerateDirectories(modules, "node-linux-*").Select(folder => Path.Combine(folder, "bin", "node")).FirstOrDefault(File.Exists);
        return (bundled ?? OnPath()) is { } node ? (node, null) : (null, $"Node {OldestNode} or newer is needed, neither bundled for this system nor on the path.");
    }

    private static string? OnPath()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            var version = process.StandardOutput.ReadToEnd().TrimStart('v').Split('.')[0];
            return int.TryParse(version, out var major) && major >= OldestNode ? "node" : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PolicyGuard.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
