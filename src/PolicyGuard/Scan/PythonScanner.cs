using System.Collections.Concurrent;
using PolicyGuard.Scan.Flow;
using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan;

/// <summary>
/// Finds dangerous calls in Python source, and flows of input into them: within a file, through its functions and classes, and through those
/// modules of the same project that the door finds. Runs nothing of what it reads; time and memory are bounded by the size of the file.
/// </summary>
/// <param name="module">
/// The door to the project's other files: given a module's dotted name (with leading dots where it is relative) and the file that imports it,
/// the module's file name and text, or null where it is none of the project's. Null: each file by itself.
/// </param>
public sealed class PythonScanner(Func<string, string, (string File, string Text)?>? module = null)
{
    /// <summary>The longest text that is read, in UTF-16 units; of longer ones only <see cref="ScanRules.Incomplete"/> is told.</summary>
    public const int MaxLength = 4_000_000;

    private const int MaxKept = 256;

    private readonly ConcurrentDictionary<string, PythonFile> _read = new(StringComparer.Ordinal);

    /// <summary>What there is to find in one file, by line. Never throws for what the text is.</summary>
    /// <param name="file">The file's name, for findings and the door; it is not opened.</param>
    /// <param name="text">The file's text.</param>
    public IReadOnlyList<ScanFinding> Scan(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        return Measured(file, text).Findings;
    }

    /// <summary>With the number of steps that it took.</summary>
    internal (IReadOnlyList<ScanFinding> Findings, long Steps) Measured(string file, string text)
    {
        if (text.Length > MaxLength)
        {
            return ([new ScanFinding(ScanRules.Incomplete, file, 1, 1, $"more than {MaxLength} characters; nothing of it was checked", [])], 0);
        }

        var source = PythonFile.Read(text);
        var (flows, incomplete, steps) = Interpreter.Run(new ModuleValue(file, source), new Modules(Find));
        var findings = new List<ScanFinding>(flows);
        var known = flows.Select(static finding => (finding.Rule.Id, finding.Line)).ToHashSet();
        findings.AddRange(UsesWalk.Of(file, source.Tokens).Where(use => known.Add((use.Rule.Id, use.Line))));
        if (source.Faults.Count > 0)
        {
            var first = source.Faults[0];
            var more = source.Faults.Count > 1 ? $", and {source.Faults.Count - 1} more such places" : "";
            findings.Add(new ScanFinding(ScanRules.Syntax, file, first.At.Line, first.At.Column, $"not Python: {first.Message}{more}; those statements were not checked for flows", []));
        }

        if (incomplete)
        {
            findings.Add(new ScanFinding(ScanRules.Incomplete, file, 1, 1, "too large or too deep; some flows were not followed", []));
        }

        return ([.. findings.OrderBy(static finding => finding.Line).ThenBy(static finding => finding.Column).ThenBy(static finding => finding.Rule.Id, StringComparer.Ordinal)], steps);
    }

    private (string File, PythonFile Source)? Find(string name, string importer)
    {
        if (module?.Invoke(name, importer) is not { } found || found.Text.Length > MaxLength)
        {
            return null;
        }

        if (_read.Count > MaxKept)
        {
            _read.Clear();
        }

        return (found.File, _read.GetOrAdd(found.File, static (_, text) => PythonFile.Read(text), found.Text));
    }
}
