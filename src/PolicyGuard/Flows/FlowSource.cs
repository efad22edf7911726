namespace PolicyGuard.Flows;

/// <summary>From where a flow got something: one call, one kind of field. Holds names only, never a value.</summary>
/// <param name="CallId">The call that brought it, <c>call_…</c>; empty for the user's request.</param>
/// <param name="Upstream">The upstream that answered; null where none did.</param>
/// <param name="Tool">The tool as it was called.</param>
/// <param name="Path">The field, with <c>*</c> for any member of a list: <c>/content/*/text/subject</c>; at most 128 characters.</param>
/// <param name="Origin">Whose words it holds.</param>
/// <param name="Labels">The labels that values from here carry, as they are written.</param>
public sealed record FlowSource(string CallId, string? Upstream, string Tool, string Path, Origin Origin, IReadOnlyList<string> Labels)
{
    /// <summary>Whether it is a whole text that was fetched, such as a page or a file, and not a field of a record.</summary>
    public bool IsDocument { get; init; }

    /// <summary>Whether what came from here may not leave for the public.</summary>
    public bool IsConfidential { get; init; }
}
