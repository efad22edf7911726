using System.Diagnostics;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Programs of the system that a test uses where they exist.</summary>
internal static class Tool
{
    /// <summary>Runs it; what it said, or null where it failed or is not there.</summary>
    internal static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Skips the test, with a reason, where a program is missing or does not work here.</summary>
    internal static void Need(string program, params string[] arguments) =>
        Assert.SkipWhen(Run(program, arguments) is null, $"needs '{program} {string.Join(' ', arguments)}' to work");
}
