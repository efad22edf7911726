using System.Diagnostics;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Envelopes;

/// <summary>The program <c>cosign</c>, unmodified, without a network where the system lets us take it away.</summary>
internal static class Cosign
{
    private static readonly Lazy<string?> Found = new(Find);
    private static readonly Lazy<bool> Alone = new(static () => OperatingSystem.IsLinux() && Start("unshare", ["-n", "true"]) is { Code: 0 });

    /// <summary>A folder to work in; skips where there is no such program.</summary>
    public static TempFolder Folder()
    {
        Assert.SkipWhen(Found.Value is null, "no cosign with --trusted-root: eng/setup fetches one on Debian, and said why it did not");
        return new TempFolder();
    }

    /// <summary>Verifies an attestation with the files of a folder.</summary>
    public static (int Code, string Said) Verify(string folder, string bundle, string blob, params string[] options)
    {
        string[] arguments = ["verify-blob-attestation", "--bundle", bundle, "--trusted-root", "trusted_root.json", .. options, blob];
        return Run(folder, arguments);
    }

    /// <summary>Runs it in a folder.</summary>
    public static (int Code, string Said) Run(string folder, string[] arguments) =>
        Alone.Value ? Start("unshare", ["-n", Found.Value!, .. arguments], folder) : Start(Found.Value!, arguments, folder);

    private static string? Find() => new[] { Path.Combine(Repository.Root, "artifacts", "tools", "cosign", "usr", "bin", "cosign"), "cosign" }
        .FirstOrDefault(static path => Start(path, ["verify-blob-attestation", "--help"]).Said.Contains("--trusted-root", StringComparison.Ordinal));

    private static (int Code, string Said) Start(string program, string[] arguments, string? folder = null)
    {
        // Nothing that it remembers of other logs may help it.
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "", Environment = { ["HOME"] = folder ?? Path.GetTempPath() } };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
