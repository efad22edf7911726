using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Detectors.Content;

namespace PolicyGuard.Gate;

/// <summary>Looks at data on the way in and on the way out. Labels come from detectors only; no labels flow from earlier results yet.</summary>
internal sealed class Screen(Scanner scanner)
{
    // What results say to their reader. Arguments are not looked at so: what is found in them is masked, and this is no secret.
    private readonly Scanner _content = new(DetectorSet.Content);

    public Screened Label(Admitted admitted)
    {
        var (arguments, sent) = (admitted.Call.Arguments, admitted.Call.Sent);
        IReadOnlyList<Finding> findings;
        if (sent is null)
        {
            findings = arguments.IsEmpty ? [] : scanner.Scan(arguments.Utf8.Span);
        }
        else
        {
            // The arguments lie within what is sent, so all is read once.
            findings = scanner.Scan(sent.Utf8.Span);
            findings = findings.Count == 0 ? findings : [.. findings.Select(f => f with { Pointer = sent.Place(f.Pointer) })];
        }

        return new Screened(admitted, Scanner.LabelsOf(findings), findings);
    }

    public Inspected Inspect(Permit permit, ToolResult result)
    {
        var findings = Scan(result.Json);
        return new Inspected(permit, result, Scanner.LabelsOf(findings), findings);
    }

    /// <summary>Looks at a result that somebody else obtained.</summary>
    public IReadOnlyList<Finding> Scan(ReadOnlyMemory<byte> json) => json.IsEmpty ? [] : Joined(scanner.Scan(json.Span), _content.Scan(json.Span));

    private static IReadOnlyList<Finding> Joined(IReadOnlyList<Finding> data, IReadOnlyList<Finding> content) =>
        content.Count == 0 ? data : data.Count == 0 ? content : [.. data, .. content];
}
