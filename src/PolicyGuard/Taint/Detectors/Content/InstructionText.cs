using PolicyGuard.Calls;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.Detectors.Content;

/// <summary>Text that reads like an instruction to an agent (<see cref="InstructionScan"/>); plain requests, which people write to each other, are left out.</summary>
internal sealed class InstructionText : Detector
{
    public override string Id => "instruction-text";

    public override LabelSet Label { get; } = ContentDetectors.Label("instructions");

    public override bool IsContent => true;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        if (!FirstLook.Suspects(text[from..]))
        {
            return Hit.None;
        }

        // One hit covers all that is left: spans cost a look at the whole text, and asking again for each would make many of them quadratic.
        int start = -1, end = 0;
        foreach (var span in InstructionScan.Find(text[from..]))
        {
            if (span.IsStrong)
            {
                start = start < 0 ? span.Start : start;
                end = Math.Max(end, span.Start + span.Length);
            }
        }

        return start < 0 ? Hit.None : new Hit(from + start, end - start);
    }
}
