namespace PolicyGuard.Taint.ToolScan;

/// <summary>One string of a tool's definition.</summary>
/// <param name="Pointer">Where.</param>
/// <param name="Text">What.</param>
/// <param name="IsProse">Whether it is written to be read: a title, a description, a comment. Else it is a name, a default, one of the values allowed.</param>
internal readonly record struct ToolText(string Pointer, string Text, bool IsProse);
