namespace PolicyGuard.Taint.ToolScan;

/// <summary>One thing that is wrong with a tool's definition.</summary>
/// <param name="Kind">What.</param>
/// <param name="Weight">0 to 1; independent findings add up as 1 − ∏(1 − weight).</param>
/// <param name="Pointer">RFC 6901 pointer into the definition; one that ends in <c>#key</c> names a member's name. Empty for what concerns the whole tool.</param>
/// <param name="Excerpt">The words that say it, shortened, with secrets masked and invisible characters shown as code points.</param>
/// <param name="Reason">What it means, for a person.</param>
public sealed record ToolFinding(ToolFindingKind Kind, double Weight, string Pointer, string Excerpt, string Reason);
