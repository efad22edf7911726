using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>One thing that is wrong or doubtful with a <see cref="PolicyRequest"/>, told so that its author can mend it.</summary>
/// <param name="Severity">An error refuses the policy; a warning does not.</param>
/// <param name="Parameter">The parameter, as <c>create_policy</c> calls it: <c>policy_id</c>, <c>name</c>, <c>description</c>, <c>rules</c>; empty for what the policies in force say together.</param>
/// <param name="Pointer">A JSON pointer into the value of the parameter (RFC 6901), for example <c>/0/condition/tool_pattern</c>; empty where there is none.</param>
/// <param name="Line">1-based line in the text of the parameter; 0 where there is none.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Code">A stable kebab-case id, for example <c>unknown-key</c>.</param>
/// <param name="Message">What is wrong: lower case, no full stop, user input in backticks.</param>
/// <param name="Help">What to write instead, or null.</param>
public sealed record PolicyFault(Severity Severity, string Parameter, string Pointer, int Line, int Column, string Code, string Message, string? Help = null)
{
    internal static PolicyFault Of(string parameter, string code, string message, string? help = null) =>
        new(Severity.Error, parameter, "", 0, 0, code, message, help);

    /// <summary><c>rules/0/action:1:30: error[code]: message (help)</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Parameter}{Pointer}:{Line}:{Column}: " : Parameter.Length > 0 ? $"{Parameter}{Pointer}: " : "";
        var help = Help is null ? "" : $" ({Help})";
        return $"{place}{(Severity == Severity.Error ? "error" : "warning")}[{Code}]: {Message}{help}";
    }
}
