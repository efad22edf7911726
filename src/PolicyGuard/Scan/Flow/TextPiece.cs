namespace PolicyGuard.Scan.Flow;

/// <summary>A piece of a string: known text, or a hole that a value fills.</summary>
internal readonly record struct TextPiece(string? Literal, TaintSet Hole);
