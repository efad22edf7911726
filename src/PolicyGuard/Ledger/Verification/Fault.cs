namespace PolicyGuard.Ledger.Verification;

/// <summary>Something that is wrong with a log.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="First">The first entry concerned; -1 where it is none in particular.</param>
/// <param name="End">The entry behind the last one concerned; -1 where it is none in particular.</param>
/// <param name="Message">What was seen, for a person.</param>
public sealed record Fault(Tampering Kind, long First, long End, string Message);
