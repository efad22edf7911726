using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Compiled;

/// <summary>The forbidden and the allowed tools.</summary>
internal sealed class ToolLists(IntentDocument document)
{
    public bool HasAllowed => document.AllowedTools.Count > 0;

    public IntentObjection? Judge(CanonicalName tool, string? upstream)
    {
        if (Forbid(tool, upstream) is { } forbidden)
        {
            return forbidden;
        }

        return HasAllowed && !document.AllowedTools.Any(pattern => pattern.Matches(tool, wide: false, upstream))
            ? new IntentObjection(Reasons.IntentNotAllowed, $"allows only {Spelled.Of(document.AllowedTools)}")
            : null;
    }

    public IntentObjection? Forbid(CanonicalName tool, string? upstream)
    {
        foreach (var pattern in document.ForbiddenTools)
        {
            if (pattern.Matches(tool, wide: true, upstream))
            {
                return new IntentObjection(Reasons.IntentForbidden, $"forbids `{pattern.Written}`{(HasAllowed ? $", and allows only {Spelled.Of(document.AllowedTools)}" : "")}");
            }
        }

        return null;
    }
}
