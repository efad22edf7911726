namespace PolicyGuard.Taint.Instructions;

/// <summary>A stretch of text that reads like an instruction to an agent.</summary>
/// <param name="Start">Offset in the original text, in UTF-16 units.</param>
/// <param name="Length">Length in the original text, in UTF-16 units; what the instruction governs is included.</param>
/// <param name="Kind">The most telling feature.</param>
/// <param name="Weight">
/// 0 to 1: how sure it is that an agent is addressed. From <see cref="InstructionScan.Strong"/> on, people hardly write so to each other; below
/// it stand plain requests, which people write too.
/// </param>
public readonly record struct InstructionSpan(int Start, int Length, InstructionKind Kind, double Weight)
{
    /// <summary>Whether honest text hardly holds such a span.</summary>
    public bool IsStrong => Weight >= InstructionScan.Strong;
}
