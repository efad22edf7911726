using PolicyGuard.Gateway.Config;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Custom;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Makes the detectors from the configuration and the rule files that it names.</summary>
internal static class DetectorFiles
{
    private const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>The set, or null where anything is wrong.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="faults">Where faults and warnings go.</param>
    public static DetectorSet? Load(DetectorOptions options, ICollection<Diagnostic> faults)
    {
        var sources = options.Sources;
        var before = faults.Count(IsError);
        foreach (var file in options.RuleFiles)
        {
            if (ReadFile(file, faults) is { } text)
            {
                sources = sources.With(GitleaksReader.Read(text, file, faults));
            }
        }

        // A rule that could not be read is no rule that nobody wrote: what names its id would be told as wrong, too.
        return faults.Count(IsError) > before ? null : DetectorCompiler.Compile(sources, faults);
    }

    private static bool IsError(Diagnostic fault) => fault.Severity == Severity.Error;

    private static string? ReadFile(string file, ICollection<Diagnostic> faults)
    {
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                faults.Add(new Diagnostic(Severity.Error, file, 0, 0, "too-large", $"the file is larger than {MaxBytes} bytes"));
                return null;
            }

            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new Diagnostic(Severity.Error, file, 0, 0, "unreadable", fault.Message));
            return null;
        }
    }
}
