using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Scan;
using PolicyGuard.Scan.Output;
using PolicyGuard.Taint;

namespace PolicyGuard.Cli.Scanning;

/// <summary>Scans files: Python for dangerous calls and flows, everything for secrets.</summary>
internal sealed class FileScan
{
    private const int MaxBytes = 8_000_000;
    private const int LooksBinary = 8000;

    private readonly Scanner _secrets = new();
    private readonly List<ScanFinding> _findings = [];
    private readonly List<(string File, string Reason)> _skipped = [];
    private int _files;

    /// <summary>Scans files and folders; each folder is a project of its own.</summary>
    public ScanReport Run(IReadOnlyList<string> paths, CancellationToken ct)
    {
        foreach (var path in paths)
        {
            var files = ScanFiles.Of(path, (file, reason) => _skipped.Add((file, reason)));
            var folder = new ModuleFolder(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!);
            var python = new PythonScanner((name, importer) => folder.Find(name, importer) is var (file, text) ? (Shown(file, path), text) : null);
            using var progress = Progress.OnTerminal(files.Count);
            for (var i = 0; i < files.Count; i++)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Tell(i);
                Run(files[i], python);
            }
        }

        var ordered = _findings.DistinctBy(static finding => (finding.Rule.Id, finding.File, finding.Line, finding.Column))
            .OrderBy(static finding => finding.File, StringComparer.Ordinal).ThenBy(static finding => finding.Line).ThenBy(static finding => finding.Column);
        return new ScanReport([.. ordered], _files, _skipped);
    }

    // Files are named as the user named their folder.
    private static string Shown(string file, string path) =>
        Path.IsPathFullyQualified(path) ? file : Path.GetRelativePath(Environment.CurrentDirectory, file);

    private void Run(string file, PythonScanner python)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                _skipped.Add((file, $"longer than {MaxBytes / 1_000_000} MB"));
                return;
            }

            bytes = File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _skipped.Add((file, fault.Message));
            return;
        }

        if (bytes.AsSpan(0, Math.Min(bytes.Length, LooksBinary)).Contains((byte)0) && bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) && !IsPython(file, bytes))
        {
            _skipped.Add((file, "binary"));
            return;
        }

        _files++;
        var (text, wrong) = SourceFile.Decode(bytes);
        if (IsPython(file, bytes))
        {
            _findings.AddRange(python.Scan(file, text));
            if (wrong is not null)
            {
                _findings.Add(new ScanFinding(ScanRules.Syntax, file, 1, 1, wrong, []));
            }
        }

        Secrets(file, text);
    }

    private void Secrets(string file, string text)
    {
        var (line, lineStart, at) = (1, 0, 0);
        foreach (var hit in _secrets.ScanText(text).Where(static hit => hit.Label.Overlaps(LabelSet.Secret)).OrderBy(static hit => hit.Start))
        {
            for (; at < hit.Start; at++)
            {
                if (text[at] == '\n')
                {
                    (line, lineStart) = (line + 1, at + 1);
                }
            }

            _findings.Add(new ScanFinding(ScanRules.Secret, file, line, hit.Start - lineStart + 1, $"a secret is written here: {hit.Excerpt}", []));
        }
    }

    private static bool IsPython(string file, byte[] bytes)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return extension is ".py" or ".pyw" || extension.Length == 0 && bytes.AsSpan().StartsWith("#!"u8) && bytes.AsSpan(0, Math.Min(bytes.Length, 80)).IndexOf("python"u8) > 0;
    }
}
