namespace PolicyGuard.Intent;

/// <summary>An intent policy's file as read from somewhere.</summary>
/// <param name="Path">The path as the user wrote it; shown in diagnostics. Its extension picks JSON (<c>.json</c>) or YAML.</param>
/// <param name="Text">The content.</param>
public sealed record IntentSource(string Path, string Text);
