using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Envelopes;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Composition;

/// <summary>What envelopes say of where calls run: this program, this machine, and what the operator selected.</summary>
internal static class Surroundings
{
    private const int MostFiles = 10_000;
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The surroundings of this process.</summary>
    public static EnvironmentSnapshot Of(ProgramOptions options) => EnvironmentSnapshot.Of(new EnvironmentFacts
    {
        Gateway = Machine.Version,
        System = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Runtime = RuntimeInformation.FrameworkDescription,
    }.WithVariables(options.EnvelopeVariables, Environment.GetEnvironmentVariable));

    /// <summary>Reads the root of the operator's workspace before each call; null where none is named.</summary>
    public static Func<string?>? Workspace(ProgramOptions options) => options.EnvelopeWorkspace is { } folder ? () => RootOf(folder) : null;

    private static string RootOf(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", All).Take(MostFiles + 1).ToList();
        if (files.Count > MostFiles)
        {
            throw new IOException($"{folder} has more than {MostFiles} files");
        }

        return WorkspaceRoot.Of(files.Select(file =>
        {
            using var content = File.OpenRead(file);
            return (Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), (ReadOnlyMemory<byte>)SHA256.HashData(content));
        }));
    }
}
