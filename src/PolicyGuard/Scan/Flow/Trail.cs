using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>Where data came by, newest first.</summary>
internal sealed class Trail(string file, Place at, string what, Trail? before)
{
    private const int Longest = 12;

    public string File { get; } = file;

    public Place At { get; } = at;

    public string What { get; } = what;

    public Trail? Before { get; } = before;

    public int Length { get; } = (before?.Length ?? 0) + 1;

    /// <summary>One station more; stations on one line are one, and of long ways the later part is not told.</summary>
    public static Trail Add(Trail? before, string file, Place at, string what) =>
        before is not null && (before.Length >= Longest || before.At.Line == at.Line && before.File == file) ? before : new Trail(file, at, what, before);
}
