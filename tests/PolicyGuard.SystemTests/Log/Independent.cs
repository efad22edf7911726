using System.Diagnostics;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.SystemTests.Stdio;

namespace PolicyGuard.SystemTests.Log;

/// <summary>The verifier that shares no code with ours: <c>tests/independent/verify_log.py</c>.</summary>
internal static class Independent
{
    /// <summary>Skips the test where it cannot run.</summary>
    public static void Need()
    {
        _ = Talker.Interpreter();
        Tool.Need("openssl", "version");
    }

    /// <summary>What it says; has to begin with <c>good:</c>.</summary>
    public static void Good(string said, params string[] call)
    {
        var (code, output) = Run(call);
        Assert.True(code == 0, output);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    /// <summary>That it does not believe, and why.</summary>
    public static void Bad(string said, params string[] call)
    {
        var (code, output) = Run(call);
        Assert.True(code == 1, $"{code}: {output}");
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(string[] call)
    {
        var script = Path.Combine(Repository.Root, "tests", "independent", "verify_log.py");
        using var process = Process.Start(new ProcessStartInfo(Talker.Interpreter(), ["-B", script, .. call]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
