namespace PolicyGuard.Security;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Data">Files and folders with rows.</param>
/// <param name="InstructionDetector">Whether the detector of instruction-like text is on.</param>
/// <param name="Json">Whether figures are printed as JSON.</param>
/// <param name="Sample">Every how many-th row is replayed; 1 replays all. Which ones depends on the row's id only.</param>
/// <param name="Show">Whether each row that was missed is named.</param>
/// <param name="Policy">The policy that comes with the program under which runs are replayed, or null for none.</param>
/// <param name="Baseline">The file of figures that may not get worse, or null.</param>
/// <param name="Record">Whether the baseline is written anew.</param>
internal sealed record RunOptions(
    IReadOnlyList<string> Data, bool InstructionDetector = true, bool Json = false, int Sample = 1, bool Show = false, string? Policy = null, string? Baseline = null, bool Record = false);
