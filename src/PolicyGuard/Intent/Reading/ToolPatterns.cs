using PolicyGuard.Text;

namespace PolicyGuard.Intent.Reading;

/// <summary>Reads globs over the names of tools.</summary>
internal sealed class ToolPatterns(Complaints complaints)
{
    public IReadOnlyList<NamePattern> Of(IEnumerable<SourceScalar> scalars) => [.. scalars.Select(One).OfType<NamePattern>()];

    /// <summary>One glob, or null where it has no meaning.</summary>
    public NamePattern? One(SourceScalar scalar)
    {
        if (NamePattern.TryParseGlob(scalar.Text, out var pattern, out var fault))
        {
            return pattern;
        }

        complaints.Error(scalar, "bad-glob", $"`{scalar.Text}`: {fault}");
        return null;
    }
}
