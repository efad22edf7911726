using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Masking;

namespace PolicyGuard.Gate;

/// <summary>Looks at data on the way in and on the way out. Labels come from detectors only; no labels flow from earlier results yet.</summary>
internal sealed class Screen
{
    private readonly Scanner _scanner = new();

    /// <summary>The detectors.</summary>
    public Scanner Scanner => _scanner;

    public Screened Label(Admitted admitted)
    {
        var (arguments, sent) = (admitted.Call.Arguments, admitted.Call.Sent);
        IReadOnlyList<Finding> findings;
        if (sent is null)
        {
            findings = arguments.IsEmpty ? [] : _scanner.Scan(arguments.Utf8.Span);
        }
        else
        {
            // The arguments lie within what is sent, so all is read once.
            findings = _scanner.Scan(sent.Utf8.Span);
            findings = findings.Count == 0 ? findings : [.. findings.Select(f => f with { Pointer = sent.Place(f.Pointer) })];
        }

        return new Screened(admitted, Taint.Scanner.LabelsOf(findings), findings);
    }

    public Inspected Inspect(Permit permit, ToolResult result)
    {
        var findings = Scan(result.Json);
        return new Inspected(permit, result, Taint.Scanner.LabelsOf(findings), findings);
    }

    /// <summary>Looks at a result that somebody else obtained.</summary>
    public IReadOnlyList<Finding> Scan(ReadOnlyMemory<byte> json) => json.IsEmpty ? [] : ResultScan.Complete(_scanner, json.Span, _scanner.Scan(json.Span));
}
