namespace PolicyGuard.Rules;

/// <summary>A policy file as read from somewhere. The core does not read disks; who does, hands this in.</summary>
/// <param name="Path">The path as the user wrote it; shown in diagnostics. Its extension picks JSON (<c>.json</c>) or YAML.</param>
/// <param name="Text">The content.</param>
public sealed record PolicySource(string Path, string Text);
