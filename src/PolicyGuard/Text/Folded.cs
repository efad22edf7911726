namespace PolicyGuard.Text;

/// <summary>The folded form of a text, or why it has none.</summary>
internal readonly record struct Folded(string? Text, string? Fault);
