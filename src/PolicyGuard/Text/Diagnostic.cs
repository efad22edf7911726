namespace PolicyGuard.Text;

/// <summary>How bad a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is refused.</summary>
    Warning,

    /// <summary>The file is refused.</summary>
    Error,
}

/// <summary>
/// One thing that is wrong with a file, told so that its author can mend it without opening our source.
/// </summary>
/// <param name="Severity">Whether the file is refused.</param>
/// <param name="File">The path as the user wrote it.</param>
/// <param name="Line">1-based line; 0 where the fault has no place.</param>
/// <param name="Column">1-based column; 0 where the fault has no place.</param>
/// <param name="Code">A stable kebab-case id, for example <c>unknown-key</c>.</param>
/// <param name="Message">What is wrong: lower case, no full stop, user input in backticks.</param>
/// <param name="Help">What to write instead, or null.</param>
public sealed record Diagnostic(Severity Severity, string File, int Line, int Column, string Code, string Message, string? Help = null)
{
    /// <summary><c>file:line:col: error[code]: message (help)</c>, the form editors and CI systems link.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        var help = Help is null ? "" : $" ({Help})";
        return $"{place}: {(Severity == Severity.Error ? "error" : "warning")}[{Code}]: {Message}{help}";
    }
}
