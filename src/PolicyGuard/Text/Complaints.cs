namespace PolicyGuard.Text;

/// <summary>Collects what is wrong with one file, so that its author sees all of it at once.</summary>
internal sealed class Complaints(string file)
{
    // A file of garbage must not become a list of garbage; past this, one more line helps nobody.
    private const int Most = 200;
    private readonly List<Diagnostic> _all = [];

    public string File { get; } = file;

    public IReadOnlyList<Diagnostic> All => _all;

    public bool HasErrors { get; private set; }

    public void Error(SourceNode at, string code, string message, string? help = null) => Error(at.Line, at.Column, code, message, help);

    public void Error(int line, int column, string code, string message, string? help = null)
    {
        HasErrors = true;
        Add(new Diagnostic(Severity.Error, File, line, column, code, message, help));
    }

    public void Warning(SourceNode at, string code, string message, string? help = null) =>
        Add(new Diagnostic(Severity.Warning, File, at.Line, at.Column, code, message, help));

    private void Add(Diagnostic diagnostic)
    {
        if (_all.Count < Most)
        {
            _all.Add(diagnostic);
        }
    }
}
