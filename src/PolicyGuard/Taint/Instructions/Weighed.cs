namespace PolicyGuard.Taint.Instructions;

/// <summary>A sentence and what the rules make of it.</summary>
/// <param name="Start">Where it begins, in the folded text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Paragraph">The number of its paragraph.</param>
/// <param name="Kind">The most telling feature; meaningless where <paramref name="Weight"/> is 0.</param>
/// <param name="Weight">0 to 1.</param>
/// <param name="Commands">Whether it is a command at all.</param>
internal readonly record struct Weighed(int Start, int End, int Paragraph, InstructionKind Kind, double Weight, bool Commands);
